# Copyright 2026 Contact Segments contributors
# License LGPL-3.0 or later (https://www.gnu.org/licenses/lgpl).
"""Figures that were published about the models."""

import numpy as np
import pytest

from forecasting.lifetime_value import BgNbd, fit_bg_nbd, fit_gamma_gamma
from forecasting.retention import fit_sbg

from .cdnow import read_sample


@pytest.fixture(scope="module")
def sample():
    return read_sample()


@pytest.fixture(scope="module")
def bg_nbd(sample):
    return fit_bg_nbd(sample.frequency, sample.recency, sample.age)


def test_sample_is_that_of_the_paper(sample):
    assert len(sample.customers) == 2357
    assert (sample.frequency > 0).sum() == 946


def test_bg_nbd(bg_nbd):
    # Fader, Hardie & Lee 2005, table 2
    assert round(bg_nbd.r, 3) == 0.243
    assert round(bg_nbd.alpha, 3) == 4.414
    assert round(bg_nbd.a, 3) == 0.793
    assert round(bg_nbd.b, 3) == 2.426
    assert bg_nbd.log_likelihood == pytest.approx(-9582.4, abs=0.05)


def test_gamma_gamma(sample):
    # Fader & Hardie 2013; the log likelihood is that of CLVTools
    model = fit_gamma_gamma(sample.frequency, sample.mean_value)
    assert model.p == pytest.approx(6.25, abs=0.005)
    assert model.q == pytest.approx(3.74, abs=0.005)
    assert model.v == pytest.approx(15.44, abs=0.01)
    assert model.log_likelihood == pytest.approx(-4055.9177, abs=0.01)


def test_purchases_of_a_customer(bg_nbd):
    # Hardie's spreadsheet
    assert bg_nbd.expected_purchases(39, 2, 30.43, 38.86) == pytest.approx(
        1.226, abs=5e-4
    )


def test_purchases_of_a_new_customer(bg_nbd):
    found = bg_nbd.expected_purchases([0.1429, 1, 3, 31.86, 32, 78])
    published = [0.0078, 0.0532, 0.1506, 1.0405, 1.0437, 1.8576]
    assert found == pytest.approx(published, abs=5e-4)


def test_customer_1516(bg_nbd):
    # the vignette of BTYD
    history = (26, 30.857, 31)
    assert bg_nbd.expected_purchases(52, *history) == pytest.approx(25.757, abs=2e-3)
    assert bg_nbd.probability_alive(*history) == pytest.approx(0.96885, abs=1e-5)
    assert bg_nbd.expected_purchases(52) == pytest.approx(1.44404, abs=1e-4)


def test_parameters_of_the_paper_give_its_purchases():
    model = BgNbd(0.243, 4.414, 0.793, 2.426)
    assert model.expected_purchases(39, 2, 30.43, 38.86) == pytest.approx(1.2260, 1e-3)


@pytest.mark.parametrize(
    "survivors, alpha, beta, log_likelihood, later",
    [
        # Fader & Hardie 2007, "Regular" and "High End", years 0 to 7 and 8 to 12
        (
            [1000, 631, 468, 382, 326, 289, 262, 241],
            *(0.704, 1.182, -1680.3),
            [0.223, 0.207, 0.194, 0.183, 0.173],
        ),
        (
            [1000, 869, 743, 653, 593, 551, 517, 491],
            *(0.668, 3.806, -1611.2),
            [0.468, 0.445, 0.427, 0.409, 0.394],
        ),
    ],
)
def test_retention(survivors, alpha, beta, log_likelihood, later):
    model = fit_sbg(survivors)
    assert round(model.alpha, 3) == alpha
    assert round(model.beta, 3) == beta
    assert model.log_likelihood == pytest.approx(log_likelihood, abs=0.05)
    found = model.survival([8, 9, 10, 11, 12])
    assert np.abs(found / later - 1).max() < 0.05
