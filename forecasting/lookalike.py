# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Who is like the members of a group: rows of choices, ranked by a regression."""

import numpy as np

from .classifiers import Logistic
from .contrast import NORMAL_95
from .threads import single_threaded

__all__ = ["LookalikeModel", "fit", "get_auc"]

# Learning from so many takes some two seconds, whatever the number of rows.
MOST_MEMBERS = 5_000
MOST_OTHERS = 10_000
# Each row is judged by a model that has not seen it.
FOLDS = 5


class LookalikeModel:
    """How much like a member each row is, and how well that tells members apart."""

    def __init__(self, base, effects, auc, error):
        """Keep what was learnt.

        :param float base: log-odds of a row without any choice
        :param effects: for each column an array of what each of its choices adds
        :param float auc: the area under the curve, over rows not trained on
        :param float error: its standard error
        """
        self.base = base
        self.effects = effects
        self.auc = auc
        self.error = error

    @property
    def least_auc(self):
        """The lower end of the interval that holds the true area, 95 % two-sided."""
        return self.auc - NORMAL_95 * self.error

    @property
    def is_better_than_chance(self):
        """Whether members are told from others better than by tossing a coin."""
        return self.least_auc > 0.5

    def predict(self, columns):
        """Return how much like a member rows are.

        :param columns: for each column an array of n choices, -1 = none
        :return: array of n floats from 0 to 1; 0.5 = as much like members as others
        """
        from scipy.special import expit

        logits = np.full(len(columns[0]), self.base)
        for codes, effects in zip(columns, self.effects, strict=True):
            # the last one is for those without a choice
            logits += np.append(effects, 0.0)[codes]
        return expit(logits)


@single_threaded
def fit(columns, is_member):
    """Return a model of what members have in common that others have not.

    A logistic regression with a ridge penalty over all choices of all columns, learnt
    on at most 5,000 members and 10,000 others, the same ones each time; both count as
    if there were as many. The area under the curve is that of five parts, each judged
    by a model of the other four.

    :param columns: for each column an array of n choices: 0, 1, …; -1 = none
    :param is_member: array of n booleans
    :return: LookalikeModel
    :raise ValueError: if there are fewer than five members, or others
    """
    is_member = np.asarray(is_member, dtype=bool)
    rows = _sample(is_member)
    columns = [np.asarray(codes)[rows] for codes in columns]
    wanted = is_member[rows].astype(float)
    counts = [int(codes.max(initial=-1)) + 1 for codes in columns]
    design = _spread(columns, counts)
    part = _deal(wanted)
    scores = np.zeros(len(wanted))
    for number in range(FOLDS):
        held = part == number
        model = Logistic(design[~held], wanted[~held])
        scores[held] = model.get_logits(design[held])
    auc, error = get_auc(scores, wanted)
    return LookalikeModel(*_learn(design, wanted, counts), auc, error)


def _sample(is_member):
    """Choose the rows to learn from, at random but the same ones each time."""
    random, chosen = np.random.default_rng(0), []
    for rows, most in (
        (np.flatnonzero(is_member), MOST_MEMBERS),
        (np.flatnonzero(~is_member), MOST_OTHERS),
    ):
        if len(rows) < FOLDS:
            raise ValueError(f"there must be {FOLDS} members and {FOLDS} others")
        chosen.append(np.sort(random.permutation(rows)[:most]))
    return np.concatenate(chosen)


def _deal(wanted):
    """Deal rows into parts, with about as many members in each."""
    random, part = np.random.default_rng(1), np.zeros(len(wanted), dtype=int)
    for value in (0, 1):
        rows = random.permutation(np.flatnonzero(wanted == value))
        part[rows] = np.arange(len(rows)) % FOLDS
    return part


def _spread(columns, counts):
    """Return an array with a column of 0 and 1 for each choice."""
    parts = [
        (codes[:, None] == np.arange(count)).astype(np.float32)
        for codes, count in zip(columns, counts, strict=True)
    ]
    return np.hstack([np.zeros((len(columns[0]), 0), dtype=np.float32), *parts])


def _learn(design, wanted, counts):
    """Return the log-odds without any choice, and what each choice adds."""
    model = Logistic(design, wanted)
    width = design.shape[1]
    probes = np.vstack([np.zeros((1, width)), np.eye(width)])
    logits = model.get_logits(probes)
    # learnt on more others than members, or the reverse
    share = wanted.mean()
    base = logits[0] - np.log(share / (1 - share))
    effects = np.split(logits[1:] - logits[0], np.cumsum(counts)[:-1])
    return float(base), effects


def get_auc(scores, wanted):
    """Return how often a member scores higher than another row, and its error.

    The area under the curve of the receiver; its standard error as in Hanley & McNeil
    1982, The Meaning and Use of the Area under a ROC Curve, Radiology 143(1).

    :param scores: array of n floats
    :param wanted: array of n numbers, 1 for members
    :return: two floats; equal scores count as half
    """
    from scipy.stats import rankdata

    wanted = np.asarray(wanted, dtype=bool)
    members, others = int(wanted.sum()), int((~wanted).sum())
    ranks = rankdata(scores)[wanted].sum()
    auc = (ranks - members * (members + 1) / 2) / (members * others)
    one = auc / (2 - auc) - auc**2
    two = 2 * auc**2 / (1 + auc) - auc**2
    spread = auc * (1 - auc) + (members - 1) * one + (others - 1) * two
    return float(auc), float(np.sqrt(max(spread, 0) / (members * others)))
