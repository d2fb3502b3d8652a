"""What columns of exports are called by the programs that write them, and what they hold.

Of a field in dots, an object in an object. Values are invented.
"""

TEXT = "Sari mengatakan bahwa hujan akan turun di Bogor. " * 4
SHORT = "Hujan akan turun."
PAGE = "https://example.org/berita/1"

EXPORTS = {
    "NewsAPI": (
        {"source.id": "kabar", "source.name": "Kabar", "author": "Budi", "title": "Hujan",
         "description": SHORT, "url": PAGE, "urlToImage": "https://example.org/a.jpg",
         "publishedAt": "2025-04-12T02:45:00Z", "content": TEXT},
        {"text": "content", "url": "url", "title": "title", "outlet": "source.name",
         "byline": "author", "published": "publishedAt"},
    ),
    "GNews": (
        {"title": "Hujan", "description": SHORT, "content": TEXT, "url": PAGE,
         "image": "https://example.org/a.jpg", "publishedAt": "2025-04-12T02:45:00Z",
         "source.name": "Kabar", "source.url": "https://example.org"},
        {"text": "content", "url": "url", "title": "title", "outlet": "source.name",
         "published": "publishedAt"},
    ),
    "Newsdata.io": (
        {"article_id": "8a7", "title": "Hujan", "link": PAGE, "keywords": "hujan",
         "creator": ["Budi"], "description": SHORT, "content": TEXT,
         "pubDate": "2025-04-12 02:45:00", "source_id": "kabar", "source_name": "Kabar",
         "source_url": "https://example.org", "language": "indonesian"},
        {"text": "content", "url": "link", "title": "title", "outlet": "source_name",
         "byline": "creator", "published": "pubDate", "language": "language"},
    ),
    "The Guardian": (
        {"id": "world/2025/apr/12/hujan", "type": "article", "sectionName": "World news",
         "webPublicationDate": "2025-04-12T02:45:00Z", "webTitle": "Hujan", "webUrl": PAGE,
         "apiUrl": "https://example.org/api", "fields.headline": "Hujan", "fields.byline": "Budi",
         "fields.body": f"<p>{TEXT}</p>", "fields.bodyText": TEXT, "fields.publication": "Kabar"},
        {"text": "fields.bodyText", "url": "webUrl", "title": "fields.headline",
         "outlet": "fields.publication", "byline": "fields.byline",
         "published": "webPublicationDate"},
    ),
    "Event Registry": (
        {"uri": "8123", "lang": "ind", "date": "2025-04-12", "time": "02:45:00",
         "dateTime": "2025-04-12T02:45:00Z", "url": PAGE, "title": "Hujan", "body": TEXT,
         "source.uri": "example.org", "source.title": "Kabar", "authors.name": ["Budi"]},
        {"text": "body", "url": "url", "title": "title", "outlet": "source.title",
         "byline": "authors.name", "published": "dateTime", "language": "lang"},
    ),
    "Webz.io": (
        {"thread.uuid": "ab", "thread.url": PAGE, "thread.site_full": "www.example.org",
         "thread.site": "example.org", "uuid": "ab", "url": PAGE, "author": "Budi",
         "published": "2025-04-12T02:45:00.000+03:00", "title": "Hujan", "text": TEXT,
         "language": "indonesian", "crawled": "2025-04-12T03:00:00Z"},
        {"text": "text", "url": "url", "title": "title", "outlet": "thread.site",
         "byline": "author", "published": "published", "language": "language"},
    ),
    "Media Cloud": (
        {"stories_id": "12", "indexed_date": "2025-04-13", "language": "id",
         "media_name": "example.org", "media_url": "https://example.org",
         "publish_date": "2025-04-12", "title": "Hujan", "url": PAGE, "text": TEXT},
        {"text": "text", "url": "url", "title": "title", "outlet": "media_name",
         "published": "publish_date", "language": "language"},
    ),
    "news-please": (
        {"authors": ["Budi"], "date_download": "2025-04-13 01:00:00",
         "date_modify": "2025-04-13 00:00:00", "date_publish": "2025-04-12 02:45:00",
         "description": SHORT, "filename": "a.json", "image_url": "https://example.org/a.jpg",
         "language": "id", "localpath": None, "maintext": TEXT, "source_domain": "example.org",
         "text": None, "title": "Hujan", "title_page": None, "title_rss": None, "url": PAGE},
        {"text": "maintext", "url": "url", "title": "title", "outlet": "source_domain",
         "byline": "authors", "published": "date_publish", "language": "language"},
    ),
    "trafilatura": (
        {"title": "Hujan", "author": "Budi", "hostname": "example.org", "date": "2025-04-12",
         "fingerprint": "ab", "id": None, "license": None, "comments": "", "raw_text": SHORT,
         "text": TEXT, "language": None, "image": None, "pagetype": "article",
         "filedate": "2025-04-13", "source": PAGE, "source-hostname": "Kabar", "excerpt": SHORT},
        {"text": "text", "url": "source", "title": "title", "outlet": "hostname",
         "byline": "author", "published": "date", "language": "language"},
    ),
    "WordPress": (
        {"id": 12, "date": "2025-04-12T09:45:00", "date_gmt": "2025-04-12T02:45:00",
         "guid.rendered": "https://example.org/?p=12", "modified": "2025-04-13T00:00:00",
         "slug": "hujan", "link": PAGE, "title.rendered": "Hujan",
         "content.rendered": f"<p>{TEXT}</p>", "excerpt.rendered": f"<p>{SHORT}</p>", "author": 3},
        {"text": "content.rendered", "url": "link", "title": "title.rendered",
         "published": "date"},
    ),
    "JSON-LD": (
        {"@type": "NewsArticle", "headline": "Hujan", "articleBody": TEXT,
         "datePublished": "2025-04-12T02:45:00Z", "dateModified": "2025-04-13",
         "author.name": ["Budi"], "publisher.name": "Kabar", "inLanguage": "id",
         "mainEntityOfPage.@id": PAGE},
        {"text": "articleBody", "url": "mainEntityOfPage.@id", "title": "headline",
         "outlet": "publisher.name", "byline": "author.name", "published": "datePublished",
         "language": "inLanguage"},
    ),
    "feeds as JSON": (
        {"creator": "Budi", "title": "Hujan", "link": PAGE,
         "pubDate": "Sat, 12 Apr 2025 02:45:00 GMT", "content:encoded": f"<p>{TEXT}</p>",
         "contentSnippet": SHORT, "guid": PAGE, "isoDate": "2025-04-12T02:45:00.000Z"},
        {"text": "content:encoded", "url": "link", "title": "title", "byline": "creator",
         "published": "pubDate"},
    ),
    "Elasticsearch": (
        {"_index": "news", "_id": "a1", "_source.title": "Hujan", "_source.content": TEXT,
         "_source.url": PAGE, "_source.published_at": "2025-04-12"},
        {"text": "_source.content", "url": "_source.url", "title": "_source.title",
         "published": "_source.published_at"},
    ),
    "Factiva": (
        {"AN": "KBR0000020250412", "HD": "Hujan", "BY": "Budi", "PD": "12 April 2025",
         "SN": "Kabar", "LA": "Indonesian", "LP": SHORT, "TD": TEXT},
        {"text": "LP + TD", "title": "HD", "outlet": "SN", "byline": "BY", "published": "PD",
         "language": "LA"},
    ),
    "LexisNexis": (
        {"Title": "Hujan", "Byline": "Budi", "Publication": "Kabar", "Publisher": "PT Kabar",
         "Published date": "12 April 2025", "Length": 120, "Language": "Indonesian",
         "Full text": TEXT, "Link": PAGE},
        {"text": "Full text", "url": "Link", "title": "Title", "outlet": "Publication",
         "byline": "Byline", "published": "Published date", "language": "Language"},
    ),
    "ProQuest": (
        {"Title": "Hujan", "Abstract": SHORT, "StoreId": "991", "Authors": "Budi",
         "entryDate": "2025-04-13", "language": "Indonesian", "pubdate": "Apr 12, 2025",
         "pubtitle": "Kabar", "year": "2025", "DocumentURL": PAGE, "FullText": TEXT},
        {"text": "FullText", "url": "DocumentURL", "title": "Title", "outlet": "pubtitle",
         "byline": "Authors", "published": "pubdate", "language": "language"},
    ),
    "CC-News": (
        {"title": "Hujan", "text": TEXT, "domain": "example.org", "date": "2025-04-12 02:45:00",
         "description": SHORT, "url": PAGE, "image_url": "https://example.org/a.jpg"},
        {"text": "text", "url": "url", "title": "title", "outlet": "domain", "published": "date"},
    ),
    "All the News": (
        {"date": "2025-04-12 02:45:00", "year": 2025, "month": 4.0, "day": 12, "author": "Budi",
         "title": "Hujan", "article": TEXT, "url": PAGE, "section": "kota",
         "publication": "Kabar"},
        {"text": "article", "url": "url", "title": "title", "outlet": "publication",
         "byline": "author", "published": "date"},
    ),
    "Indonesian": (
        {"No": 1, "Judul Berita": "Hujan", "Isi Berita": TEXT, "Tanggal Terbit": "12/04/2025",
         "Wartawan": "Budi", "Media": "Kabar", "Tautan": PAGE, "Bahasa": "Indonesia"},
        {"text": "Isi Berita", "url": "Tautan", "title": "Judul Berita", "outlet": "Media",
         "byline": "Wartawan", "published": "Tanggal Terbit", "language": "Bahasa"},
    ),
    "Malay": (
        {"Bil": 1, "Tajuk": "Hujan", "Kandungan": TEXT, "Tarikh Siaran": "12/04/2025",
         "Pemberita": "Budi", "Akhbar": "Kabar", "Pautan": PAGE, "Bahasa": "Melayu"},
        {"text": "Kandungan", "url": "Pautan", "title": "Tajuk", "outlet": "Akhbar",
         "byline": "Pemberita", "published": "Tarikh Siaran", "language": "Bahasa"},
    ),
}  # fmt: skip
"""By what writes it: a row, and the column of each field."""

WITHOUT_TEXTS = {
    "GDELT DOC": {
        "url": PAGE, "url_mobile": "", "title": "Hujan", "seendate": "20250412T024500Z",
        "socialimage": "", "domain": "example.org", "language": "Indonesian",
        "sourcecountry": "Indonesia",
    },
    "GDELT events": {
        "GLOBALEVENTID": 1, "SQLDATE": 20250412, "Actor1Name": "BOGOR", "EventCode": "010",
        "AvgTone": -1.2, "DATEADDED": 20250412024500, "SOURCEURL": PAGE,
    },
    "GDELT GKG": {
        "GKGRECORDID": "20250412024500-1", "DATE": 20250412024500,
        "SourceCommonName": "example.org", "DocumentIdentifier": PAGE, "V2Themes": "RAIN,12",
    },
    "New York Times": {
        "abstract": SHORT, "web_url": PAGE, "snippet": SHORT, "lead_paragraph": SHORT,
        "source": "Kabar", "pub_date": "2025-04-12T02:45:00+0000", "headline.main": "Hujan",
        "byline.original": "By Budi", "_id": "nyt://article/1",
    },
    "Zotero": {
        "Key": "AB12", "Item Type": "newspaperArticle", "Publication Year": 2025, "Author": "Budi",
        "Title": "Hujan", "Publication Title": "Kabar", "Url": PAGE, "Abstract Note": SHORT,
        "Date": "2025-04-12", "Publisher": "PT Kabar", "Language": "id",
    },
    "Media Cloud (addresses)": {
        "id": "12", "indexed_date": "2025-04-13", "language": "id", "media_name": "example.org",
        "publish_date": "2025-04-12", "title": "Hujan", "url": PAGE,
    },
}  # fmt: skip
"""Exports of addresses: they hold no article, and what is to be done is said."""
