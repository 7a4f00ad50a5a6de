"""The files of backbones: fetched, converted, checked, counted. No run needs this room, so none grows stale by it."""
