"""Two rankings, dense and lexical, made one: questions + brand + snapshot -> hits."""
