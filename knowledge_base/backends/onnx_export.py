"""A sentence-transformers model of the BERT family written as an ONNX graph: a program of its own.

Run as ``python -m knowledge_base.backends.onnx_export MODEL_DIR TARGET QUICK``, so that torch and
its half gigabyte end with it.  The graph takes tokens and gives vectors of length 1: encoder,
mean over the tokens, norm.  QUICK is the same graph with weights of 8 bits, a quarter as large.
"""

import logging
import sys
import warnings
from pathlib import Path
from typing import Any

OPSET = 17
INPUTS = ("input_ids", "attention_mask", "token_type_ids")
OUTPUT = "vectors"


def export(model: Path, target: Path) -> None:
    """Write the graph of the model in a folder to a file."""
    import torch
    from transformers import AutoModel
    from transformers.utils import logging as transformers_logging

    progress: Any = transformers_logging
    progress.disable_progress_bar()
    torch.set_num_threads(1)
    encoder: Any = AutoModel.from_pretrained(str(model), attn_implementation="eager").eval()

    class Pooled(torch.nn.Module):  # type: ignore[misc]  # torch is not typed here
        """The encoder with what makes one vector of its tokens."""

        def __init__(self) -> None:
            super().__init__()
            self.encoder = encoder

        def forward(self, input_ids: Any, attention_mask: Any, token_type_ids: Any) -> Any:
            """Return vectors of length 1: (texts, dimensions)."""
            hidden = self.encoder(
                input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids
            ).last_hidden_state
            held = attention_mask.unsqueeze(-1).to(hidden.dtype)
            mean = (hidden * held).sum(1) / held.sum(1).clamp(min=1e-9)
            return torch.nn.functional.normalize(mean, p=2, dim=1)

    tokens = torch.ones(2, 7, dtype=torch.long)
    mask = torch.ones(2, 7, dtype=torch.long)
    mask[1, 5:] = 0  # with a full mask the exporter would leave the mask out
    axes = {name: {0: "texts", 1: "tokens"} for name in INPUTS}
    with torch.no_grad(), warnings.catch_warnings():
        # The tracing exporter is called old on every run; the newer one takes five times as long and needs onnxscript.
        warnings.simplefilter("ignore")
        torch.onnx.export(
            Pooled(),
            (tokens, mask, torch.zeros_like(tokens)),
            str(target),
            input_names=list(INPUTS),
            output_names=[OUTPUT],
            dynamic_axes={**axes, OUTPUT: {0: "texts"}},
            dynamo=False,
            opset_version=OPSET,
        )


def quicken(graph: Path, target: Path) -> None:
    """Write a graph with its weights in 8-bit numbers; what goes through them is scaled as it comes."""
    from onnxruntime.quantization import QuantType, quantize_dynamic

    logging.disable(logging.WARNING)  # it recommends a step that changes nothing here
    quantize_dynamic(
        str(graph),
        str(target),
        op_types_to_quantize=["MatMul", "Gather"],
        per_channel=True,
        reduce_range=True,  # processors without the newer instructions would overflow with all 8
        weight_type=QuantType.QInt8,
    )


if __name__ == "__main__":
    export(Path(sys.argv[1]), Path(sys.argv[2]))
    quicken(Path(sys.argv[2]), Path(sys.argv[3]))
