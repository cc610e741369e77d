"""One file per language model behind ``completion.LanguageModel``.  Imported by wiring alone."""
