"""A small fictional province, จังหวัดสมมุติธานี, served on loopback: what the program shows without any configuration.

`DemoProvince` serves the websites, `expected` is the truth table that a right judge gives for them.
"""

from .province import AS_OF, DemoProvince
from .truth import PACK, Expectation, expectations, expected

__all__ = ["AS_OF", "PACK", "DemoProvince", "Expectation", "expectations", "expected"]
