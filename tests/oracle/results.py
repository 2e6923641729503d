"""What comes out of an indicator, and how it is printed."""

from fractions import Fraction

NO_DENOMINATOR = "分母为零"
NO_SURVEY = "尚无可用结果"
NO_COVERAGE = "覆盖面积尚不能测算"
NO_REFERENCE = "未登记基准数"
NO_WEEK = "不含完整的周"
NO_RECORDS = "没有记录"


class Missing(Exception):
    """There is no value, and why."""


class Share:
    """A numerator over a denominator, in hundredths."""

    def __init__(self, above, below):
        self.above = Fraction(above)
        self.below = Fraction(below)

    def value(self):
        if self.below == 0:
            raise Missing(NO_DENOMINATOR)
        return self.above * 100 / self.below

    def status(self):
        return "value"


class Plain:
    """A value that is no share of something."""

    above = None
    below = None

    def __init__(self, value):
        self._value = Fraction(value)

    def value(self):
        return self._value

    def status(self):
        return "value"


class FullWithoutEvents(Share):
    """A share for which it was decided that no event is full marks."""

    def value(self):
        return Fraction(100) if self.below == 0 else super().value()

    def status(self):
        return "full_without_events" if self.below == 0 else "value"


def printed(value):
    """四舍五入 to two decimals; a whole number without decimals."""
    if value is None:
        return None
    if value.denominator == 1:
        return str(value.numerator)
    above = abs(value) * 100
    # Half of a hundredth goes up.
    hundredths = (2 * above.numerator + above.denominator) // (2 * above.denominator)
    sign = "-" if value < 0 and hundredths else ""
    return f"{sign}{hundredths // 100}.{hundredths % 100:02}"
