"""Every task of the study."""

from clinpeft.catalogue.tasks import open_text, paper

TASKS = {task.name: task for task in (*paper.ENTRIES, *open_text.ENTRIES)}
