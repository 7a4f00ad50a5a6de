"""The files of backbones: fetched, converted, checked, counted. No score depends on this room, so none grows stale."""
