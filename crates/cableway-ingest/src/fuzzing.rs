//! Parsers that no stage hands bytes to without a server between, for the fuzz targets alone.

use cableway_core::{Context, Date};
use url::Url;

use crate::date::{self, Order};
use crate::http;

/// All addresses that a sitemap, or an index of sitemaps, with these bytes names.
pub fn sitemap(bytes: &[u8], context: &Context<'_>) -> Vec<String> {
    let sitemap = http::sitemap::read(bytes, context).unwrap_or_default();
    [sitemap.pages, sitemap.sitemaps].concat()
}

/// The date that `text`, which may be anything, gives.
pub fn date(text: &str) -> Option<Date> {
    date::parse(text)
}

/// Whether a `robots.txt` with these bytes lets the robot `agent` fetch `url`.
pub fn robots(bytes: &[u8], agent: &str, url: &Url) -> bool {
    http::allows(bytes, agent, url)
}

/// All dates that `text` can mean, however it is read.
pub fn dates(text: &str) -> Vec<Date> {
    let orders = [Order::Unknown, Order::DayFirst, Order::MonthFirst, Order::Persian];
    let read = orders.into_iter().flat_map(|order| match date::read(text, order) {
        Ok(date) => vec![date],
        Err(date::Unread::Ambiguous(dates)) => dates,
        Err(date::Unread::NoDate) => Vec::new(),
    });
    let line = date::dates_of_line(text).unwrap_or_default();
    let one = [date::pdf(text), date::parse(text), line.published, line.modified];
    read.chain(one.into_iter().flatten()).collect()
}
