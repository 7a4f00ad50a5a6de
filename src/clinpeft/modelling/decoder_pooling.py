"""A decoder that reads a text's label at the last token of the text."""

import torch
from transformers import LlamaForSequenceClassification
from transformers.modeling_outputs import SequenceClassifierOutput


class LastTokenClassifier(LlamaForSequenceClassification):
    """Llama with a head on the last token that the attention mask holds.

    The class it extends finds that token by comparing ids with the padding token: it fails where a model has none,
    is a token early where padding is the end token and a text ends in one, and with virtual tokens, which come as
    vectors instead of ids, it takes the last position, padding or not.
    """

    def forward(  # type: ignore[override]
        self,
        input_ids: torch.Tensor | None = None,
        attention_mask: torch.Tensor | None = None,
        inputs_embeds: torch.Tensor | None = None,
        past_key_values: object = None,
        token_type_ids: torch.Tensor | None = None,
        labels: torch.Tensor | None = None,
        output_attentions: bool | None = None,
        output_hidden_states: bool | None = None,
        return_dict: bool | None = None,
    ) -> SequenceClassifierOutput:
        """Logits, shape (texts, labels); token types are accepted, as encoders have them, and mean nothing here."""
        del token_type_ids, return_dict
        outputs = self.model(
            input_ids=input_ids,
            attention_mask=attention_mask,
            inputs_embeds=inputs_embeds,
            past_key_values=past_key_values,
            output_attentions=output_attentions,
            output_hidden_states=output_hidden_states,
            use_cache=past_key_values is not None,
        )
        hidden = outputs.last_hidden_state
        logits = self.score(
            hidden[torch.arange(len(hidden), device=hidden.device), _last_token(hidden, attention_mask)]
        )
        loss = None if labels is None else torch.nn.functional.cross_entropy(logits, labels)
        return SequenceClassifierOutput(
            loss=loss, logits=logits, hidden_states=outputs.hidden_states, attentions=outputs.attentions
        )


def _last_token(hidden: torch.Tensor, attention_mask: torch.Tensor | None) -> torch.Tensor:
    """Position of each text's last token, shape (texts,), whichever side the padding is on."""
    length = hidden.shape[1]
    if attention_mask is None:
        return torch.full((len(hidden),), length - 1, device=hidden.device)
    mask = attention_mask[:, -length:]  # under prefix tuning the mask also covers the prefix, which has no output here
    return (mask * torch.arange(length, device=hidden.device)).argmax(dim=1)
