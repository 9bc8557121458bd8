"""What a person sees of a night: how far the targets are, and what was found."""

import threading

from rich.live import Live
from rich.table import Table

from suite.command import as_typed
from suite.project import ROOT, files_in

SECONDS_BETWEEN_LINES = 30


def table_of(campaigns, running):
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0), header_style="bold")
    table.add_column("target", no_wrap=True)
    for name in ("executions", "per s", "edges", "corpus", "crashes"):
        table.add_column(name, justify="right", no_wrap=True)
    table.add_column("" if running else "new kept", justify="right", no_wrap=True)
    for campaign in campaigns:
        progress = campaign.progress
        seeds = len(files_in(campaign.target.seeds))
        crashes = f"[red]{campaign.crash_count:,}[/]" if campaign.findings else "0"
        cells = [campaign.target.name, f"{progress.executions:,}", f"{progress.rate:,}"]
        cells.append(f"{progress.edge_count:,} / {progress.edge_total:,}")
        cells.append(f"{seeds + len(files_in(campaign.corpus)):,}")
        table.add_row(*cells, crashes, progress.state if running else f"{campaign.new_count:,}")
    return table


class Watch:
    """Shows how the campaigns get on: a live table on a terminal, elsewhere a line at times."""

    def __init__(self, console, campaigns):
        self.console, self.campaigns = console, campaigns
        self.over = threading.Event()
        self.live = Live(
            console=console,
            get_renderable=lambda: table_of(campaigns, running=True),
            refresh_per_second=2,
            transient=True,
        )

    def __enter__(self):
        if self.console.is_terminal:
            self.live.start()
        else:
            threading.Thread(target=self.print_lines, daemon=True).start()

    def __exit__(self, *_):
        self.over.set()
        if self.console.is_terminal:
            self.live.stop()

    def print_lines(self):
        while not self.over.wait(SECONDS_BETWEEN_LINES):
            for campaign in self.campaigns:
                now = campaign.progress
                if now.state not in ("waiting", "done"):
                    print(
                        f"{campaign.target.name} {now.state}: {now.executions:,} executions, "
                        f"{now.rate:,} a second, {now.edge_count} of {now.edge_total} edges, "
                        f"{campaign.crash_count} crashes",
                        flush=True,
                    )


def print_finding(console, finding):
    path = as_typed(finding.path)
    kind = "flaky" if finding.flaky else "broken"
    console.print(f"\n[red]{kind}[/] [bold]{finding.signature}[/], {finding.count:,} crashes")
    print(f"{finding.meaning}")
    print(f"  kept in    {path}\n  again      {as_typed(ROOT / 'script/repro')} {path}")


def print_report(console, props, campaigns):
    """Returns how many things were found."""
    print()
    console.print(table_of(campaigns, running=False))
    print(f"\n{props.summary()}")
    for each in props.runs:
        print("\n".join(each.failures()), end="\n" if each.failures() else "")
    findings = [finding for each in campaigns for finding in each.findings.values()]
    for finding in findings:
        print_finding(console, finding)
    return props.failed_count, len(findings)
