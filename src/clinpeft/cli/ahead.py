"""What a command begins before it has imported all that it needs."""


def start_kernels(at_once: int | None) -> None:
    """Let the server of kernels import the stack while this process does; None for as many kernels as cores.

    Nothing on a single core, where the two would only take turns.
    """
    from clinpeft import kernels, resources

    cores = resources.cores()
    if cores > 1:
        kernels.start_ahead(kernels.thread_limits(resources.threads_each(at_once or cores)))
