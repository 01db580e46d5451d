"""The peer: Scrapy follows the links of the same websites and takes the text of each page. It judges nothing."""

from __future__ import annotations

import json
import sys
from typing import Any
from urllib.parse import urlsplit

from scrapy import Spider
from scrapy.crawler import CrawlerProcess
from scrapy.http import HtmlResponse
from scrapy.linkextractors import LinkExtractor

counts = {"pages": 0, "documents": 0, "dead": 0, "characters": 0}

SETTINGS = {
    "CONCURRENT_REQUESTS": 32,
    "CONCURRENT_REQUESTS_PER_DOMAIN": 32,
    "DOWNLOAD_DELAY": 0,
    "HTTPERROR_ALLOW_ALL": True,
    "LOG_LEVEL": "ERROR",
    "ROBOTSTXT_OBEY": True,
    "TELNETCONSOLE_ENABLED": False,
    "USER_AGENT": "benchmark",
}
"""Its defaults, without the pauses that we do not make either."""


class ProvinceSpider(Spider):  # type: ignore[misc]
    """Every page of some websites, each address once.

    Args:
        urls: the home pages.
    """

    name = "province"

    def __init__(self, urls: list[str], **options: Any) -> None:
        super().__init__(**options)
        self.start_urls = urls
        self._hosts = {urlsplit(url).netloc for url in urls}
        # As its own default, but files are fetched too, as we do.
        self._links = LinkExtractor(deny_extensions=[])

    def parse(self, response: Any) -> Any:
        """Counts an answer and follows its links."""
        if response.status != 200:
            counts["dead"] += 1
            return
        if not isinstance(response, HtmlResponse):
            counts["documents"] += 1
            return
        counts["pages"] += 1
        text = response.xpath("//body//text()[not(parent::script or parent::style)]").getall()
        counts["characters"] += len(" ".join(" ".join(text).split()))
        for link in self._links.extract_links(response):
            if urlsplit(link.url).netloc in self._hosts:
                yield response.follow(link, callback=self.parse)


if __name__ == "__main__":
    process = CrawlerProcess(settings=SETTINGS)
    process.crawl(ProvinceSpider, urls=sys.argv[1:])
    process.start()
    sys.stdout.write(json.dumps(counts) + "\n")
