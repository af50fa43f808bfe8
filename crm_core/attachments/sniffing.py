"""What kind of file the bytes are, whatever the name says. Only kinds that are safe to keep and to hand out."""
import zipfile
from io import BytesIO
from pathlib import PurePath

OFFICE = "application/vnd.openxmlformats-officedocument."

TYPES: dict[str, str] = {
    "pdf": "application/pdf",
    "png": "image/png", "jpg": "image/jpeg", "jpeg": "image/jpeg", "gif": "image/gif", "webp": "image/webp",
    "heic": "image/heic", "tif": "image/tiff", "tiff": "image/tiff", "bmp": "image/bmp",
    "docx": OFFICE + "wordprocessingml.document", "xlsx": OFFICE + "spreadsheetml.sheet",
    "pptx": OFFICE + "presentationml.presentation",
    "doc": "application/msword", "xls": "application/vnd.ms-excel", "ppt": "application/vnd.ms-powerpoint",
    "msg": "application/vnd.ms-outlook",
    "odt": "application/vnd.oasis.opendocument.text", "ods": "application/vnd.oasis.opendocument.spreadsheet",
    "odp": "application/vnd.oasis.opendocument.presentation",
    "txt": "text/plain", "csv": "text/csv", "tsv": "text/tab-separated-values", "md": "text/plain", "vcf": "text/vcard",
    "eml": "message/rfc822",
    "mp3": "audio/mpeg", "wav": "audio/wav", "m4a": "audio/mp4", "ogg": "audio/ogg", "amr": "audio/amr",
    "mp4": "video/mp4", "mov": "video/quicktime",
    "zip": "application/zip",
}
TEXTS = ("txt", "csv", "tsv", "md", "vcf", "eml")
FAMILIES: tuple[tuple[tuple[str, ...], tuple[bytes, ...], int], ...] = (  # extensions, beginnings, where they stand
    (("pdf",), (b"%PDF-",), 0),
    (("png",), (b"\x89PNG\r\n\x1a\n",), 0),
    (("jpg", "jpeg"), (b"\xff\xd8\xff",), 0),
    (("gif",), (b"GIF87a", b"GIF89a"), 0),
    (("webp",), (b"WEBP",), 8),
    (("wav",), (b"WAVE",), 8),
    (("tif", "tiff"), (b"II*\x00", b"MM\x00*"), 0),
    (("bmp",), (b"BM",), 0),
    (("doc", "xls", "ppt", "msg"), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",), 0),
    (("mp3",), (b"ID3", b"\xff\xfb", b"\xff\xf3", b"\xff\xf2"), 0),
    (("ogg",), (b"OggS",), 0),
    (("amr",), (b"#!AMR",), 0),
    (("heic", "m4a", "mp4", "mov"), (b"ftyp",), 4),
)
ZIPPED = {
    "docx": "word/", "xlsx": "xl/", "pptx": "ppt/", "odt": "mimetype", "ods": "mimetype", "odp": "mimetype", "zip": "",
}


def extension(name: str) -> str:
    """The ending of a file's name in lower case, without the dot."""
    return PurePath(name).suffix.lower().removeprefix(".")


def content_type(name: str, content: bytes) -> str | None:
    """The type of a file whose bytes are what its name promises; None for anything else."""
    ending = extension(name)
    if ending not in TYPES:
        return None
    good = (
        _is_text(content) if ending in TEXTS
        else _is_zipped(content, ending) if ending in ZIPPED
        else _begins(content, ending)
    )
    return TYPES[ending] if good else None


def _begins(content: bytes, ending: str) -> bool:
    return any(
        ending in endings and content[at : at + len(mark)] == mark for endings, marks, at in FAMILIES for mark in marks
    )


def _is_zipped(content: bytes, ending: str) -> bool:
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            names = archive.namelist()
            if "vbaProject.bin" in {PurePath(name).name for name in names}:
                return False
            return any(name.startswith(ZIPPED[ending]) for name in names)
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        return False


def _is_text(content: bytes) -> bool:
    """No zero bytes, unless it says that it is UTF-16, and no page or program of the web."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    head = content[:2048].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    return b"\x00" not in content and not head.startswith((b"<!doctype", b"<html", b"<svg", b"<script", b"<?xml", b"mz"))
