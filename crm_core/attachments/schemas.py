"""What attachments are to the pages."""
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class StoredFile:
    """A file that may be handed out: its name, its type and where its bytes lie."""

    name: str
    content_type: str
    path: Path
