"""Tests in use, with the sensitivity and specificity that were published for them.

Bare facts of this kind carry no copyright; each entry says where its numbers were published. Prevalences are those of
the people studied, or a round number where the entry says so.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class DiagnosticTest:
    """A test and what is known of it; rates in percent."""

    title: str
    prevalence: float
    sensitivity: float
    specificity: float
    published_ppv: float  # as the same source counted it, in percent; 0 where it gives none
    note: str
    origin: str
    url: str


DIAGNOSTIC_TESTS = {
    "mammography": DiagnosticTest(
        title="Screening mammography",
        prevalence=0.59,
        sensitivity=86.9,
        specificity=88.9,
        published_ppv=4.4,
        note="1,682,504 digital screening mammograms, 2007 to 2013. Of a thousand screens 5.1 found a cancer and 0.8 "
        "missed one.",
        origin="C. D. Lehman et al. (2017), Radiology 283, 49–58",
        url="https://doi.org/10.1148/radiol.2016161174",
    ),
    "hiv": DiagnosticTest(
        title="HIV test to use at home",
        prevalence=0.1,
        sensitivity=92.0,
        specificity=99.98,
        published_ppv=0.0,
        note="Expected performance of the first such test, from oral fluid, when it was approved in 2012. The "
        "prevalence is a round number.",
        origin="U.S. Food and Drug Administration (2012), approval of the OraQuick In-Home HIV Test",
        url="https://www.fda.gov/vaccines-blood-biologics/approved-blood-products/oraquick-home-hiv-test",
    ),
    "antigen": DiagnosticTest(
        title="Rapid antigen test for Covid-19, with symptoms",
        prevalence=5.0,
        sensitivity=73.0,
        specificity=99.1,
        published_ppv=0.0,
        note="Averages over many studies; without symptoms the sensitivity was 54.7%. The prevalence is a round "
        "number.",
        origin="J. Dinnes et al. (2022), Cochrane Database of Systematic Reviews CD013705.pub3",
        url="https://doi.org/10.1002/14651858.CD013705.pub3",
    ),
}
