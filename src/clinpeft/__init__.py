"""clinpeft: parameter-efficient fine-tuning of small language models on clinical text, taught and measured."""

__version__ = "0.1.0"
