"""What an explainer raises when it cannot do what it is asked for."""


class BadInput(ValueError):
    """A setting that cannot be used, with a sentence for the person who made it."""

    def __init__(self, field: str, sentence: str) -> None:
        super().__init__(f"{field}: {sentence}")
        self.field = field  # the field of Params at fault
        self.sentence = sentence


class Damaged(Exception):
    """A file that came with the course is missing or damaged; as text, a sentence that says which, and what to do."""

    def __init__(self, file: str, how: str) -> None:
        super().__init__(file, how)  # both, so that it comes back whole from a worker process
        self.file, self.how = file, how

    def __str__(self) -> str:
        mend = f"“git checkout -- {self.file}” in the folder of the course brings it back."
        return f"The file {self.file} {self.how}. {mend}"
