"""How deals leave stages and when, from the company's own history. Pure.

Competing risks on a grid of days: from every visit to a stage a deal moves to another stage, is won, is lost, or is
still there (censored). The hazards are those of Nelson and Aalen, their sums the Aalen–Johansen estimator of cumulative
incidence (Kalbfleisch & Prentice, The Statistical Analysis of Failure Time Data, 2nd ed., ch. 8). Small numbers are drawn
towards the pipeline and the stage's configured probability by visits added to what was seen, which for the shares is
the beta-binomial posterior.
"""
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

GRID = 420  # days; what takes longer is "later" to every forecast
PRIOR = 6.0  # visits that the prior counts for
WON, LOST, STILL = "won", "lost", None
_FFT = 1024
_TYPICAL_DAYS = 20.0  # in a stage, where nothing has ever left one


@dataclass(frozen=True)
class StageRow:
    """A stage as the pipelines define it; `probability` is percent."""

    id: int
    pipeline_id: int
    position: int
    probability: int


@dataclass(frozen=True)
class Exits:
    """What is known of each stage. Arrays run over stages in the order of `ids`.

    `leave[s, k, d]` is the probability to leave on day d for kind k (stage k, then won, then lost); `stay[s, d]` to be
    there after day d; `win[s, d]` to be won within d days of entering. `seen` are the visits that ended, `share` the part
    of visits that are won in the end.
    """

    ids: tuple[int, ...]
    leave: np.ndarray
    stay: np.ndarray
    win: np.ndarray
    seen: np.ndarray

    @property
    def share(self) -> np.ndarray:
        return self.win[:, -1]

    def index(self, stage_ids: Sequence[int]) -> np.ndarray:
        """The places of these stages."""
        place = {key: i for i, key in enumerate(self.ids)}
        return np.array([place[key] for key in stage_ids], dtype=int)


def learn(stages: Sequence[StageRow], visits: Iterable[tuple[int, int | str | None, int, float]]) -> Exits:
    """Estimates from visits (stage id, where to: a stage id, won, lost or None for still there; days; how many).

    Visits to or from stages that are not in `stages` are left out.
    """
    stages = sorted(stages, key=lambda s: (s.pipeline_id, s.position, s.id))
    place = {stage.id: i for i, stage in enumerate(stages)}
    n = len(stages)
    kinds = {**place, WON: n, LOST: n + 1, STILL: n + 2}
    counts = np.zeros((n, n + 3, GRID + 1))
    for stage, to, days, count in visits:
        if stage in place and to in kinds:
            counts[place[stage], kinds[to], min(max(days, 0), GRID)] += count
    seen = counts[:, : n + 2].sum(axis=(1, 2))
    _add_prior(stages, counts)
    leave, stay = _incidence(counts)
    return Exits(tuple(stage.id for stage in stages), leave, stay, _wins(leave), seen)


def chances(exits: Exits, stage: np.ndarray, elapsed: np.ndarray, ends: Sequence[int]) -> np.ndarray:
    """The probability that a deal, `elapsed` days in `stage` (its place) and still open, is won within each of `ends` days.

    One row per deal, rising along `ends` (days from now, 0 and more).
    """
    found = np.zeros((len(stage), len(ends)))
    spectra = np.fft.rfft(exits.win, _FFT, axis=1)
    elapsed = np.minimum(elapsed, GRID - 1)
    for s in np.unique(stage):
        mine = np.flatnonzero(stage == s)
        days, back = np.unique(elapsed[mine], return_inverse=True)
        found[mine] = _after(exits, s, days, spectra)[:, np.minimum(np.asarray(ends, dtype=int), GRID)][back]
    return np.clip(np.maximum.accumulate(found, axis=1), 0.0, 1.0)


def _after(exits: Exits, s: int, days: np.ndarray, spectra: np.ndarray) -> np.ndarray:
    """For each number of days already spent in stage `s`: the probability to be won within 0 … GRID days from now."""
    n = len(exits.ids)
    shifted = np.zeros((n + 1, len(days), GRID + 1))
    for row, spent in enumerate(days):
        length = GRID - spent
        shifted[:, row, 1 : length + 1] = exits.leave[s, : n + 1, spent + 1 :]
    moved = np.fft.rfft(shifted[:n], _FFT, axis=2) * spectra[:, None, :]
    later = np.fft.irfft(moved.sum(axis=0), _FFT, axis=1)[:, : GRID + 1]
    won = shifted[n].cumsum(axis=1) + later
    return won / np.maximum(exits.stay[s, days], 1e-9)[:, None]


def _add_prior(stages: Sequence[StageRow], counts: np.ndarray) -> None:
    """Adds PRIOR visits per stage that go on as the pipeline and the configured probability let expect."""
    n = len(stages)
    pooled = counts[:, : n + 2].sum(axis=(0, 1))
    lengths = np.exp(-np.arange(GRID + 1) / _TYPICAL_DAYS)
    lengths[0] = 0
    pace = pooled + lengths / lengths.sum() * 5
    pace = pace / pace.sum()
    configured = _configured(stages)
    for pipeline in {stage.pipeline_id for stage in stages}:
        mine = [i for i, stage in enumerate(stages) if stage.pipeline_id == pipeline]
        on = sum(counts[i, [j for j in range(n + 1) if j not in mine or j > i], :].sum() for i in mine)
        lost = counts[mine, n + 1].sum()
        shift = _logit((on + 1) / (on + lost + 2)) - _logit(float(np.mean(configured[mine])))
        shift *= (on + lost) / (on + lost + 10)
        for i in mine:
            share = 1 / (1 + np.exp(-(_logit(configured[i]) + shift)))
            following = i + 1 if i + 1 in mine else n
            counts[i, following] += PRIOR * share * pace
            counts[i, n + 1] += PRIOR * (1 - share) * pace


def _configured(stages: Sequence[StageRow]) -> np.ndarray:
    """The share that goes on to the next stage, or is won from the last one, as the probabilities of the stages imply."""
    shares = np.empty(len(stages))
    for i, stage in enumerate(stages):
        following = stages[i + 1] if i + 1 < len(stages) and stages[i + 1].pipeline_id == stage.pipeline_id else None
        shares[i] = stage.probability / max(following.probability if following else 100, 1)
    return np.clip(shares, 0.03, 0.97)


def _incidence(counts: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    n = counts.shape[0]
    whole = counts.sum(axis=1)
    at_risk = whole[:, ::-1].cumsum(axis=1)[:, ::-1]
    hazard = counts[:, : n + 2] / np.maximum(at_risk, 1e-12)[:, None, :]
    stay = np.cumprod(np.clip(1 - hazard.sum(axis=1), 0, 1), axis=1)
    before = np.concatenate([np.ones((n, 1)), stay[:, :-1]], axis=1)
    return hazard * before[:, None, :], stay


def _wins(leave: np.ndarray) -> np.ndarray:
    """From entering a stage to being won, through whatever stages lie between; last stages first, ways back in further rounds."""
    n = leave.shape[0]
    win = np.zeros((n, GRID + 1))
    ways = np.fft.rfft(leave[:, :n], _FFT, axis=2)
    for _round in range(3):
        for s in range(n - 1, -1, -1):
            later = np.fft.irfft((ways[s] * np.fft.rfft(win, _FFT, axis=1)).sum(axis=0), _FFT)[: GRID + 1]
            win[s] = np.clip(leave[s, n].cumsum() + later, 0, 1)
    return win


def _logit(share: float) -> float:
    share = min(max(share, 0.01), 0.99)
    return float(np.log(share / (1 - share)))
