"""Every method: differences between methods are values here, never branches in the library."""

from clinpeft.catalogue.methods import paper

METHODS = {method.name: method for method in paper.ENTRIES}
