"""Forked kernels: they compute what ordinary ones do, and nothing of them is left whoever dies first."""

import contextlib
import io
import os
import sys
import time
from pathlib import Path

import nbformat
import papermill
import pytest
import torch
from jupyter_client.utils import run_sync
from nbclient.exceptions import DeadKernelError

from clinpeft import kernels, paths
from clinpeft.kernels import forked, manager
from clinpeft.kernels.forked import ForkServer, NoFork
from clinpeft.kernels.import_key import import_key

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="kernels are forked on Linux only")


def executed(cells: list[str], environment: dict[str, str], end: kernels.KernelEnd) -> nbformat.NotebookNode:
    return papermill.execute_notebook(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells]),
        None,
        kernel_name="python3",
        progress_bar=False,
        kernel_manager_class=kernels.manager_for(environment, end),
    )


def printed(*cells: str, environment: dict[str, str] | None = None, end: kernels.KernelEnd | None = None) -> list[str]:
    """What the cells print in a kernel of their own, which must be a forked one."""
    end = end or kernels.KernelEnd()
    made = executed(list(cells), environment or {}, end)
    assert end.forked
    return ["".join(o.get("text", "") for o in cell.outputs).strip() for cell in made.cells]


TRAIN = """
import torch
torch.set_num_threads({threads})
torch.manual_seed(0)
model = torch.nn.Sequential(torch.nn.Linear(256, 512), torch.nn.Tanh(), torch.nn.Linear(512, 1))
x = torch.randn(512, 256)
y = x[:, :1] * x[:, 1:2]
optimiser = torch.optim.Adam(model.parameters(), 1e-2)
for _ in range(30):
    optimiser.zero_grad(); loss = ((model(x) - y) ** 2).mean(); loss.backward(); optimiser.step()
print(round(loss.item(), 3), torch.get_num_threads())
"""


@pytest.mark.parametrize("threads", [1, 2])
def test_a_forked_kernel_trains_as_this_process_does(threads: int) -> None:
    before = torch.get_num_threads()
    with contextlib.redirect_stdout(io.StringIO()) as here:
        exec(TRAIN.format(threads=threads), {})
    torch.set_num_threads(before)
    assert printed(TRAIN.format(threads=threads)) == [here.getvalue().strip()]


def test_kernels_draw_different_numbers_share_memory_and_take_the_environment() -> None:
    draw = "import random, numpy, torch; print(random.random(), numpy.random.rand(), torch.rand(1).item())"
    private = (
        "import clinpeft.running, os\n"
        "lines = open('/proc/self/smaps_rollup').read().splitlines()\n"
        "print(sum(int(line.split()[1]) for line in lines if line.startswith('Private')) // 1024)"
    )
    asked = "print(os.environ['ASKED'], os.getpgrp() == os.getpid())"
    first = printed(draw, private, asked, environment={"ASKED": "yes"})
    second = printed(draw)
    assert not set(first[0].split()) & set(second[0].split())
    assert int(first[1]) <= 100, "MiB of its own before a model"
    assert first[2] == "yes True"


def test_weights_are_read_once_for_many_kernels(tmp_path: Path) -> None:
    files = tmp_path / "model.safetensors"
    files.write_bytes(b"first")
    told = {kernels.WEIGHTS: str(tmp_path)}
    ask = (
        "from pathlib import Path; from clinpeft.modelling import weights\n"
        f"print(weights.digest(Path({str(tmp_path)!r})), weights._sha256.cache_info().misses)"
    )
    known = int(printed(ask, environment=told)[0].split()[1])
    assert printed(ask, environment=told) == [f"{paths.sha256_of(files)} {known}"], "the kernel reads it again"
    files.write_bytes(b"other weights")
    assert printed(ask, environment=told) == [f"{paths.sha256_of(files)} {known + 1}"]
    assert printed("print('alive')", environment={kernels.WEIGHTS: str(tmp_path / "nowhere")}) == ["alive"]


def test_a_method_page_imports_next_to_nothing_that_its_kernel_does_not_have() -> None:
    """What a kernel imports is paid by every run: llama's code alone took as long as all that a page has to show."""
    before = "import sys; before = set(sys.modules)"
    page = (
        "from clinpeft import catalogue, running\n"
        "from clinpeft.results import figures, published\n"
        "from clinpeft.showing.describing import describe\n"
        "spec = next(spec for spec in catalogue.study('smoke').runs if spec.method == 'lora')\n"
        "describe(spec)\n"
        "result = running.run(spec, fresh=True)\n"
        "figures.display_figure(figures.plot_curve(result, published.siblings(spec)), figures.alt_curve(result))"
    )
    later = "print(*sorted(set(sys.modules) - before))"
    imported = printed(before, page, later)[-1].split()
    foreign = [name for name in imported if name.partition(".")[0] not in {*sys.stdlib_module_names, "clinpeft"}]
    assert len(foreign) <= 9, foreign


def test_a_server_is_left_when_our_source_has_changed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    module = tmp_path / "package" / "module.py"
    module.parent.mkdir()
    module.write_text("")
    monkeypatch.setattr("clinpeft.kernels.import_key.PACKAGE", module.parent)
    server = forked.ForkServer(tmp_path, os.environ, ("json",))
    assert server.fits(os.environ)
    os.utime(module, (0, 0))
    assert not server.fits(os.environ)
    server.close(kill=True)


def test_figures_show_inline() -> None:
    made = executed(["import seaborn\nseaborn.lineplot(x=[0, 1], y=[0, 1]);"], {}, kernels.KernelEnd())
    assert [output.output_type for output in made.cells[0].outputs] == ["display_data"]


@pytest.mark.parametrize(("fatal", "code"), [("os.kill(os.getpid(), 9)", -9), ("os._exit(3)", 3)])
def test_a_dead_kernel_is_noticed_and_its_exit_code_known(fatal: str, code: int) -> None:
    end = kernels.KernelEnd()
    with pytest.raises(DeadKernelError):
        printed(f"import os; {fatal}", end=end)
    assert end.code == code


NEVER_CLOSED = """
import time
from ipykernel.kernelapp import IPKernelApp
IPKernelApp.instance().reset_io = lambda sleep=time.sleep: sleep(100)
"""


def test_a_kernel_ends_though_its_application_would_not_close() -> None:
    end = kernels.KernelEnd()
    printed(NEVER_CLOSED, end=end)
    assert end.code == 0, "else it was killed after seconds of waiting"


def test_a_kernel_is_interrupted() -> None:
    manager = kernels.manager_for({}, kernels.KernelEnd())(kernel_name="python3")
    run_sync(manager.start_kernel)()
    client = manager.client()
    client.start_channels()
    run_sync(client.wait_for_ready)(timeout=30)
    client.execute("import time; time.sleep(60)")
    time.sleep(0.5)
    run_sync(manager.interrupt_kernel)()
    reply = run_sync(client.get_shell_msg)(timeout=20)
    assert reply["content"]["ename"] == "KeyboardInterrupt"
    client.stop_channels()
    run_sync(manager.shutdown_kernel)()
    assert not list(kernels.folder().iterdir())


def test_ordinary_kernels_where_asked_for_or_not_this_python(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(kernels.CHOICE, "ordinary")
    end = kernels.KernelEnd()
    with pytest.raises(AssertionError):
        printed("1", end=end)
    assert (end.forked, end.code) == (False, 0)
    with pytest.raises(NoFork):
        manager.arguments_of(["/usr/bin/R", "--slave"])


@pytest.mark.parametrize("threads", ["1", "2", None])
def test_the_imports_start_no_thread_whatever_the_environment_says(threads: str | None, tmp_path: Path) -> None:
    environment = {name: value for name, value in os.environ.items() if name != "OMP_NUM_THREADS"}
    if threads is not None:
        environment["OMP_NUM_THREADS"] = threads
    ForkServer(tmp_path, environment, ("numpy", "scipy.linalg", "torch")).close()


def test_a_server_with_threads_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    thread = "threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    (tmp_path / "busy.py").write_text(f"import threading, time\n{thread}")
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    with pytest.raises(NoFork, match="2 threads"):
        ForkServer(tmp_path, os.environ, ("busy",))
    with pytest.raises(NoFork, match="did not start"):
        ForkServer(tmp_path, os.environ, ("no_such_module",))


def test_the_server_is_keyed_on_what_its_imports_read(monkeypatch: pytest.MonkeyPatch) -> None:
    plain = import_key({"OMP_NUM_THREADS": "1", "CLINPEFT_THREADS": "1"})
    assert plain == import_key({"OMP_NUM_THREADS": "1", "CLINPEFT_THREADS": "2", "COLUMNS": "80"})
    assert plain != import_key({"OMP_NUM_THREADS": "2"})
    monkeypatch.setattr(sys, "path", [*sys.path, "/nowhere/site-packages"])
    assert plain != import_key({"OMP_NUM_THREADS": "1"})
