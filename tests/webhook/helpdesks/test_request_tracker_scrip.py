"""The scrip that Request Tracker runs: what it posts is verified by the reference library and read by the adapter."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.tools.listening import listening
from tests.tools.sending import SECRET
from tests.tools.source import ROOT

SCRIP = ROOT / "webhook" / "helpdesks" / "request_tracker_scrip.pl"
STAND_INS = """
package Thing; our $AUTOLOAD;
sub new { my ($class, %has) = @_; return bless {%has}, $class }
sub AUTOLOAD {
  my $self = shift; (my $name = $AUTOLOAD) =~ s/.*:://;
  return if $name eq 'DESTROY'; return $self->{$name};
}
package RT; sub Logger { return Thing->new } package Thing; sub warning { print STDERR $_[1] }
package main; use strict; use warnings; use utf8;
my $maya = Thing->new(Name => 'maya@cust.example', Privileged => 0);
my $queue = Thing->new(Name => 'Support');
my $self = Thing->new(
  TransactionObj => Thing->new(Id => 41, Type => 'Correspond', CreatorObj => $maya),
  TicketObj => Thing->new(Id => 7, Status => 'open', Subject => "Größe \\x{1F45F}", QueueObj => $queue),
);
"""
PLACE = "https://drafter.example/webhooks/request-tracker/con_..."

pytestmark = pytest.mark.skipif(shutil.which("perl") is None, reason="perl is not installed")


def run_scrip(folder: Path, address: str) -> "subprocess.CompletedProcess[str]":
    """Run both parts of the scrip over one transaction, as RT does: each as the body of a sub."""
    parts = SCRIP.read_text(encoding="utf-8").split("# --- part ")[1:]
    condition, commit = (part.partition("\n")[2] for part in parts)
    commit = commit.replace(PLACE, address).replace("whsec_...", SECRET)
    subs = f"sub wanted {{ my $self = shift; {condition} }}\nsub commit {{ my $self = shift; {commit} }}\n"
    file = folder / "scrip.pl"
    file.write_text(f"{STAND_INS}{subs}print wanted($self), commit($self);\n", encoding="utf-8")
    return subprocess.run(["perl", str(file)], capture_output=True, text=True, check=False, timeout=30)


def test_scrip_posts_a_signed_event(tmp_path: Path) -> None:
    with listening(SECRET) as listener:
        done = run_scrip(tmp_path, listener.url)

    assert (done.returncode, done.stdout, done.stderr) == (0, "11", "")
    (event,) = listener.heard
    assert (event.type, event.id, event.is_verified) == ("ticket.correspond", "msg_rt_41", True)
    assert event.data["creator_is_staff"] is False
    assert event.data["subject"] == "Größe \U0001f45f"


def test_scrip_that_reaches_nobody_fails_no_transaction(tmp_path: Path) -> None:
    done = run_scrip(tmp_path, "http://127.0.0.1:9/x")

    assert (done.returncode, done.stdout) == (0, "11")
    assert "sweep" in done.stderr
