use pg_rls::Rls;

mod rust_decimal {
    pub struct Decimal;
}
mod bigdecimal {
    pub struct BigDecimal;
}
mod bytes {
    pub struct Bytes;
}
mod time {
    pub struct OffsetDateTime;
    pub struct PrimitiveDateTime;
    pub struct Date;
    pub struct Time;
}
mod jiff {
    pub struct Timestamp;
    pub mod civil {
        pub struct DateTime;
    }
}
mod ipnetwork {
    pub struct IpNetwork;
}
mod sqlx {
    pub struct Json<T>(pub T);
}

/// Every type of the table in the guide.
#[derive(Rls)]
pub struct Every {
    pub a_bool: bool,
    pub a_i16: i16,
    pub a_i32: i32,
    pub a_i64: i64,
    pub a_f32: f32,
    pub a_f64: f64,
    pub a_string: String,
    pub a_box: Box<str>,
    pub a_cow: std::borrow::Cow<'static, str>,
    pub a_chrono: chrono::DateTime<chrono::FixedOffset>,
    pub a_offset: time::OffsetDateTime,
    pub a_jiff: jiff::Timestamp,
    pub a_naive: chrono::NaiveDateTime,
    pub a_primitive: time::PrimitiveDateTime,
    pub a_civil: jiff::civil::DateTime,
    pub a_naive_date: chrono::NaiveDate,
    pub a_date: time::Date,
    pub a_naive_time: chrono::NaiveTime,
    pub a_time: time::Time,
    pub a_uuid: uuid::Uuid,
    pub a_decimal: rust_decimal::Decimal,
    pub a_big: bigdecimal::BigDecimal,
    pub a_value: serde_json::Value,
    pub a_json: sqlx::Json<Vec<String>>,
    pub a_vec: Vec<u8>,
    pub a_bytes: bytes::Bytes,
    pub a_ip: std::net::IpAddr,
    pub a_network: ipnetwork::IpNetwork,
    pub texts: Vec<String>,
    pub maybe_numbers: Option<Vec<Option<i32>>>,
    pub grid: Vec<Vec<f64>>,
    pub blobs: Vec<Vec<u8>>,
    pub nothing: Option<bool>,
    #[rls(type = "varchar(120)")]
    pub short: String,
    #[rls(type = "numeric(12, 2)")]
    pub price: Option<f64>,
    #[rls(type = "timestamptz(3)")]
    pub at: String,
    #[rls(type = "int4[]")]
    pub list: std::collections::BTreeSet<i32>,
    #[rls(skip)]
    pub cache: Option<std::sync::Arc<str>>,
}
