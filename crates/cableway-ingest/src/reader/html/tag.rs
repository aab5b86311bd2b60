//! Element names as small numbers, and what the HTML standard says of each.

macro_rules! tags {
    ($($name:literal $variant:ident,)*) => {
        /// What a node is: an element by its name, or text.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Tag {
            /// Characters between tags.
            Text,
            /// An element that the standard does not name.
            Other,
            $($variant,)*
        }

        impl Tag {
            /// How many there are, to size tables indexed by tag.
            pub(super) const COUNT: usize = [$(Self::$variant),*].len() + 2;

            /// The element called `name`, which is in lower case.
            pub(super) fn from_name(name: &[u8]) -> Self {
                match name {
                    $($name => Self::$variant,)*
                    _ => Self::Other,
                }
            }
        }
    };
}

tags! {
    b"html" Html, b"head" Head, b"body" Body, b"title" Title, b"meta" Meta, b"link" Link,
    b"base" Base, b"script" Script, b"style" Style, b"noscript" Noscript, b"template" Template,
    b"article" Article, b"main" Main, b"section" Section, b"header" Header, b"footer" Footer,
    b"nav" Nav, b"aside" Aside, b"address" Address, b"hgroup" Hgroup, b"search" Search, b"div" Div,
    b"p" P, b"h1" H1, b"h2" H2, b"h3" H3, b"h4" H4, b"h5" H5, b"h6" H6, b"blockquote" Blockquote,
    b"pre" Pre, b"ul" Ul, b"ol" Ol, b"li" Li, b"menu" Menu, b"dir" Dir, b"dl" Dl, b"dt" Dt,
    b"dd" Dd, b"figure" Figure, b"figcaption" Figcaption, b"hr" Hr, b"br" Br, b"wbr" Wbr,
    b"details" Details, b"summary" Summary, b"dialog" Dialog, b"center" Center, b"table" Table,
    b"caption" Caption, b"colgroup" Colgroup, b"col" Col, b"thead" Thead, b"tbody" Tbody,
    b"tfoot" Tfoot, b"tr" Tr, b"td" Td, b"th" Th, b"form" Form, b"fieldset" Fieldset,
    b"legend" Legend, b"label" Label, b"input" Input, b"button" Button, b"select" Select,
    b"optgroup" Optgroup, b"option" Option, b"textarea" Textarea, b"output" Output,
    b"progress" Progress, b"meter" Meter, b"datalist" Datalist, b"a" A, b"b" B, b"strong" Strong,
    b"i" I, b"em" Em, b"u" U, b"s" S, b"span" Span, b"font" Font, b"small" Small, b"big" Big,
    b"sub" Sub, b"sup" Sup, b"code" Code, b"kbd" Kbd, b"samp" Samp, b"var" Var, b"tt" Tt, b"q" Q,
    b"cite" Cite, b"abbr" Abbr, b"time" Time, b"mark" Mark, b"ins" Ins, b"del" Del, b"dfn" Dfn,
    b"bdi" Bdi, b"bdo" Bdo, b"nobr" Nobr, b"data" Data, b"strike" Strike, b"ruby" Ruby, b"rb" Rb,
    b"rt" Rt, b"rp" Rp, b"rtc" Rtc, b"img" Img, b"picture" Picture, b"source" Source,
    b"video" Video, b"audio" Audio, b"track" Track, b"canvas" Canvas, b"map" Map, b"area" Area,
    b"embed" Embed, b"object" Object, b"param" Param, b"applet" Applet, b"marquee" Marquee,
    b"iframe" Iframe, b"svg" Svg, b"math" Math, b"noframes" Noframes, b"noembed" Noembed,
    b"xmp" Xmp, b"listing" Listing, b"plaintext" Plaintext, b"frameset" Frameset, b"frame" Frame,
}

impl Tag {
    /// Elements without content or end tag.
    pub(super) fn is_void(self) -> bool {
        use Tag::{
            Area, Base, Br, Col, Embed, Frame, Hr, Img, Input, Link, Meta, Param, Source, Track,
            Wbr,
        };
        matches!(
            self,
            Area | Base
                | Br
                | Col
                | Embed
                | Frame
                | Hr
                | Img
                | Input
                | Link
                | Meta
                | Param
                | Source
                | Track
                | Wbr
        )
    }

    /// `h1` to `h6`.
    pub(super) fn is_heading(self) -> bool {
        use Tag::{H1, H2, H3, H4, H5, H6};
        matches!(self, H1 | H2 | H3 | H4 | H5 | H6)
    }

    /// Elements whose start tag ends an open paragraph, and which are shown as blocks of their own.
    pub(super) fn is_block(self) -> bool {
        use Tag::{
            Address, Article, Aside, Blockquote, Center, Dd, Details, Dialog, Dir, Div, Dl, Dt,
            Fieldset, Figcaption, Figure, Footer, Form, Header, Hgroup, Hr, Li, Listing, Main,
            Menu, Nav, Ol, P, Plaintext, Pre, Search, Section, Summary, Table, Ul, Xmp,
        };
        self.is_heading()
            || matches!(
                self,
                Address
                    | Article
                    | Aside
                    | Blockquote
                    | Center
                    | Dd
                    | Details
                    | Dialog
                    | Dir
                    | Div
                    | Dl
                    | Dt
                    | Fieldset
                    | Figcaption
                    | Figure
                    | Footer
                    | Form
                    | Header
                    | Hgroup
                    | Hr
                    | Li
                    | Listing
                    | Main
                    | Menu
                    | Nav
                    | Ol
                    | P
                    | Plaintext
                    | Pre
                    | Search
                    | Section
                    | Summary
                    | Table
                    | Ul
                    | Xmp
            )
    }

    /// Parts of a table, which break lines but do not end paragraphs outside of the table.
    pub(super) fn is_table_part(self) -> bool {
        use Tag::{Caption, Colgroup, Tbody, Td, Tfoot, Th, Thead, Tr};
        matches!(self, Caption | Colgroup | Tbody | Td | Tfoot | Th | Thead | Tr)
    }

    /// Elements beyond which an end tag does not reach: "particular scope" in the standard.
    pub(super) fn is_scope(self) -> bool {
        use Tag::{
            Applet, Button, Caption, Html, Marquee, Math, Object, Svg, Table, Td, Template, Th,
        };
        matches!(
            self,
            Html | Table
                | Td
                | Th
                | Caption
                | Template
                | Object
                | Applet
                | Marquee
                | Button
                | Svg
                | Math
        )
    }

    /// Elements that an inline end tag does not close.
    pub(super) fn stops_inline_end(self) -> bool {
        self.is_block() || self.is_table_part() || self.is_scope() || self == Self::Body
    }

    /// Elements beyond which a new list item does not end an older one.
    pub(super) fn stops_item_end(self) -> bool {
        !matches!(self, Self::Address | Self::Div | Self::P | Self::Li | Self::Dt | Self::Dd)
            && self.stops_inline_end()
    }
}
