"""What an explainer raises when it is asked for something it cannot do."""


class BadInput(ValueError):
    """A setting that cannot be used, with a sentence for the person who made it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field  # the field of Params at fault
        self.sentence = sentence
