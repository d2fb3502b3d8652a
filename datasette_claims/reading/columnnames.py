"""What the columns of tables of articles are called, in the exports and languages of our readers.

Names stand in small letters without spaces and marks, those of nested fields joined: `source.name`
and `source_name` are ``sourcename``. Of two columns that fit, the one whose name stands first wins.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

NAMES: Mapping[str, Sequence[str]] = {
    "text": (
        "text", "bodytext", "body", "articlebody", "fulltext", "articletext", "maintext",
        "plaintext", "storytext", "newstext", "textcontent", "cleantext", "content", "contents",
        "articlecontent", "newscontent", "contentencoded", "contentrendered", "contentvalue",
        "contenthtml", "bodyhtml", "html", "rawtext", "article", "story", "transcript",
        "isi", "isiberita", "isiartikel", "isikandungan", "teks", "teksberita", "teksartikel",
        "konten", "kontenberita", "naskah", "kandungan", "berita", "artikel", "transkrip",
        "texto", "cuerpo", "contenido", "texte", "contenu", "inhalt", "volltext",
    ),
    "url": (
        "url", "link", "articleurl", "articlelink", "weburl", "canonicalurl", "canonicallink",
        "canonical", "permalink", "sourceurl", "documentidentifier", "documenturl", "requestedurl",
        "pageurl", "newsurl", "newslink", "storyurl", "externallink", "externalurl", "href",
        "tautan", "tautanberita", "pautan", "alamat", "alamaturl", "alamatweb", "linkberita",
        "urlberita", "enlace", "lien", "mainentityofpageid", "mainentityofpage", "uri", "guid",
        "guidrendered", "address", "source", "sumber", "id",
    ),
    "title": (
        "title", "headline", "headlinemain", "titlerendered", "webtitle", "articletitle",
        "newstitle", "heading", "judul", "judulberita", "judulartikel", "tajuk", "tajukberita",
        "tajukutama", "hd", "titulo", "titre", "titel", "titletext", "pagetitle",
    ),
    "published": (
        "published", "publishedat", "datepublished", "publisheddate", "publicationdate",
        "publishdate", "publishedon", "publishedtime", "datepublish", "pubdate", "pubdatetime",
        "webpublicationdate", "firstpublicationdate", "datetime", "date", "isodate", "articledate",
        "newsdate", "storydate", "posted", "postedat", "postdate", "dateposted", "dategmt",
        "issued", "releasedate", "tanggal", "tanggalterbit", "tanggalpublikasi", "tanggalberita",
        "tanggalrilis", "tgl", "tglterbit", "tglberita", "terbit", "waktu", "waktuterbit",
        "waktupublikasi", "tarikh", "tarikhterbit", "tarikhsiaran", "tarikhpenerbitan", "fecha",
        "datum", "pd", "seendate", "sqldate", "loaddate", "timestamp", "createdat", "created",
        "dateadded",
    ),
    "outlet": (
        "outlet", "newspaper", "publication", "publicationtitle", "publicationname", "pubtitle",
        "medianame", "mediaoutlet", "publishername", "publisher", "sourcename", "sourcetitle",
        "sourcecommonname", "newssource", "newsoutlet", "outletname", "sitename", "namamedia",
        "namaakhbar", "suratkabar", "suratkhabar", "koran", "akhbar", "penerbit", "media",
        "portal", "sumberberita", "threadsite", "threadsitefull", "source", "sumber",
        "providername", "provider", "sn", "medio", "quelle", "feedtitle", "site", "website",
        "hostname", "sourcehostname", "sourcedomain", "domain", "domainname", "host", "situs",
    ),
    "byline": (
        "byline", "bylineoriginal", "author", "authors", "authorname", "authorsname", "creator",
        "dccreator", "writer", "writers", "journalist", "journalists", "reporter", "reporters",
        "penulis", "namapenulis", "wartawan", "jurnalis", "pewarta", "pemberita", "pengarang",
        "autor", "auteur", "by", "contributor",
    ),
    "language": (
        "language", "lang", "languagecode", "langcode", "inlanguage", "contentlanguage",
        "languageiso", "bahasa", "kodebahasa", "idioma", "langue", "sprache", "la", "locale",
    ),
}  # fmt: skip

SHOWN_ONLY: frozenset[str] = frozenset(("uri", "guid", "id", "address"))
"""Names of so many things that they say something only where the first rows show it."""

KEYS: Sequence[str] = (
    "id", "articleid", "storyid", "storiesid", "uuid", "key", "docid", "documentid", "newsid",
    "itemid", "recordid", "gkgrecordid", "accessionnumber", "an", "guid", "uri", "uid", "idberita",
    "idartikel",
)  # fmt: skip
"""Columns whose value names a row, whatever rows are added before it."""

SUMMARIES: Sequence[str] = (
    "abstract", "abstractnote", "summary", "description", "snippet", "leadparagraph", "lead",
    "excerpt", "excerptrendered", "contentsnippet", "standfirst", "trailtext", "hlead", "lp",
    "teaser", "ringkasan", "deskripsi", "cuplikan", "kutipan", "ringkas",
)  # fmt: skip
"""Columns of a few sentences about an article. They are no article, and never taken for one."""

IN_PARTS: Sequence[Sequence[str]] = (("lp", "td"),)
"""Columns that only together are the text: Factiva keeps the lead paragraph by itself."""

WRAPPERS: frozenset[str] = frozenset((
    "article", "doc", "document", "item", "node", "attributes", "fields", "data", "news",
    "post", "story", "record", "properties", "metadata", "meta", "page", "result", "hit",
))  # fmt: skip
"""Fields that hold the whole record, as `_source` in a dump of Elasticsearch."""

LANGUAGES: Mapping[str, str] = {
    "english": "en", "eng": "en", "inggris": "en", "bahasainggris": "en", "bahasainggeris": "en",
    "inggeris": "en", "indonesian": "id", "indonesia": "id", "bahasaindonesia": "id", "ind": "id",
    "in": "id", "malay": "ms", "malaysian": "ms", "melayu": "ms", "bahasamelayu": "ms",
    "bahasamalaysia": "ms", "msa": "ms", "may": "ms", "zsm": "ms",
    "arabic": "ar", "chinese": "zh", "dutch": "nl", "french": "fr", "german": "de",
    "japanese": "ja", "portuguese": "pt", "russian": "ru", "spanish": "es", "tagalog": "tl",
    "thai": "th", "turkish": "tr", "vietnamese": "vi",
}  # fmt: skip
"""Languages by their names and older codes, as exports write them."""
