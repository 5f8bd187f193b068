// The recorded server's hub, in Rust. `forms.rs` includes it once for each form of some types.

#[hub_type]
#[derive(Clone, Debug)]
pub struct Everything {
    pub int: i32,
    pub long: i64,
    pub double: f64,
    pub decimal: Decimal,
    pub text: String,
    pub flag: bool,
    pub nothing: Option<String>,
    pub utc: DateTime<Utc>,
    pub unspecified: Moment,
    pub offset: Offset,
    pub guid: Uuid,
    pub bytes: Bytes,
    pub color: Color,
    pub list: Vec<i32>,
    pub table: BTreeMap<String, i32>,
    pub inner: Inner,
    pub some: Option<i32>,
    pub none: Option<i32>,
    pub float: f32,
    pub span: Span,
}

/// What the server calls on its clients.
#[client_contract]
pub trait GoldenClient {
    async fn ask(&self, question: String) -> String;
    async fn ask_inner(&self, id: i32) -> Inner;
    async fn note(&self, text: String);
    async fn none(&self);
    async fn three(&self, first: i32, second: String, third: bool);
    async fn int(&self, value: i32);
    async fn long(&self, value: i64);
    async fn double(&self, value: f64);
    async fn double_whole(&self, value: f64);
    async fn decimal(&self, value: Decimal);
    async fn string(&self, value: String);
    async fn bool(&self, value: bool);
    async fn null(&self, value: Option<String>);
    async fn date_time_utc(&self, value: DateTime<Utc>);
    async fn date_time_utc_seconds(&self, value: DateTime<Utc>);
    async fn date_time_unspecified(&self, value: Moment);
    async fn date_time_offset(&self, value: Offset);
    async fn guid(&self, value: Uuid);
    async fn bytes(&self, value: Bytes);
    #[client(name = "enum")]
    async fn color(&self, value: Color);
    async fn list(&self, value: Vec<i32>);
    async fn dictionary(&self, value: BTreeMap<String, i32>);
    async fn record(&self, value: Inner);
    async fn nullable(&self, value: Option<i32>);
    async fn time_span(&self, value: Span);
    async fn float(&self, value: f32);
    async fn everything(&self, value: Everything);
}

#[hub(client = GoldenClient)]
pub struct GoldenHub;

fn sample() -> Everything {
    Everything {
        int: -7,
        long: 9_007_199_254_740_993,
        double: 1.5,
        decimal: sample_decimal(),
        text: "Grüße, 世界 <&'\"+> 🎈".to_owned(),
        flag: true,
        nothing: None,
        utc: date("2024-02-29T12:34:56.789Z"),
        unspecified: sample_unspecified(),
        offset: sample_offset(),
        guid: Uuid::from_bytes(std::array::from_fn(|at| at as u8)),
        bytes: Bytes::from(vec![0, 1, 2, 253, 254, 255]),
        color: Color::DarkBlue,
        list: vec![1, 200, 70_000],
        table: BTreeMap::from([("Key".to_owned(), 1), ("other key".to_owned(), -1)]),
        inner: Inner {
            id: 3,
            label: "inner".to_owned(),
            color: Color::Red,
            maybe: None,
        },
        some: Some(5),
        none: None,
        float: 0.25,
        span: sample_span(),
    }
}

/// Numbers from zero on, each after a rest.
fn numbers(to: i32, milliseconds: u64) -> impl Stream<Item = i32> {
    futures_util::stream::iter(0..to).then(move |number| async move {
        if milliseconds > 0 {
            tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        }
        number
    })
}

#[hub]
impl GoldenHub {
    #[on_connected]
    async fn arrived(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        match cx.request().query_value("refuse").as_deref() {
            Some("hub") => Err(HubError::new("not today")),
            Some("internal") => Err(HubError::internal("the disk is full")),
            _ => Ok(()),
        }
    }

    pub fn echo(&self, text: String) -> String {
        text
    }

    pub fn add(&self, left: i32, right: i32) -> i32 {
        left + right
    }

    pub fn nothing(&self) {}

    pub fn big(&self, bytes: usize) -> String {
        "x".repeat(bytes)
    }

    pub fn null_text(&self) -> Option<String> {
        None
    }

    pub fn fail_hub(&self, text: String) -> Result<i32, HubError> {
        Err(HubError::new(text))
    }

    pub fn fail(&self, text: String) -> Result<i32, HubError> {
        Err(HubError::internal(text))
    }

    pub async fn slow(&self, milliseconds: u64) -> u64 {
        tokio::time::sleep(Duration::from_millis(milliseconds)).await;
        milliseconds
    }

    #[authorize(SignedIn)]
    pub fn secret(&self) -> String {
        "the secret".to_owned()
    }

    pub fn count(&self, to: i32, milliseconds: u64) -> impl Stream<Item = i32> {
        numbers(to, milliseconds)
    }

    pub fn count_then_fail_hub(
        &self,
        to: i32,
        text: String,
    ) -> impl Stream<Item = Result<i32, HubError>> {
        let end = futures_util::stream::once(async { Err(HubError::new(text)) });
        numbers(to, 0).map(Ok).chain(end)
    }

    pub fn count_then_fail(
        &self,
        to: i32,
        text: String,
    ) -> impl Stream<Item = Result<i32, HubError>> {
        let end = futures_util::stream::once(async { Err(HubError::internal(text)) });
        numbers(to, 0).map(Ok).chain(end)
    }

    pub fn inners(&self, count: i32) -> impl Stream<Item = Inner> {
        numbers(count, 0).map(|id| Inner {
            id,
            label: format!("n{id}"),
            color: Color::DarkBlue,
            maybe: Some(id),
        })
    }

    pub async fn sum(&self, mut numbers: Upload<i32>) -> Result<i32, HubError> {
        let mut sum = 0;
        while let Some(number) = numbers.next().await {
            sum += number?;
        }
        Ok(sum)
    }

    pub async fn zip(
        &self,
        between: String,
        mut first: Upload<String>,
        mut second: Upload<i32>,
    ) -> Result<String, HubError> {
        let mut text = String::new();
        while let Some(item) = first.next().await {
            text += &(item? + &between);
        }
        while let Some(item) = second.next().await {
            text += &format!("{}{between}", item?);
        }
        Ok(text)
    }

    pub fn double(&self, numbers: Upload<i32>) -> impl Stream<Item = Result<i32, HubError>> {
        numbers.map(|number| Ok(number? * 2))
    }

    pub async fn ask(&self, cx: &HubContext<Self>, question: String) -> Result<String, HubError> {
        Ok(cx.clients().caller().ask(question).await?)
    }

    pub async fn ask_inner(&self, cx: &HubContext<Self>, id: i32) -> Result<Inner, HubError> {
        Ok(cx.clients().caller().ask_inner(id).await?)
    }

    pub async fn push(&self, cx: &HubContext<Self>) -> Result<(), HubError> {
        let all = sample();
        let clients = cx.clients();
        let to = clients.caller();
        to.none().await?;
        to.three(1, "two".to_owned(), true).await?;
        to.int(all.int).await?;
        to.long(all.long).await?;
        to.double(all.double).await?;
        to.double_whole(2.0).await?;
        to.decimal(sample_decimal()).await?;
        to.string(all.text.clone()).await?;
        to.bool(all.flag).await?;
        to.null(None).await?;
        to.date_time_utc(all.utc).await?;
        to.date_time_utc_seconds(date("2002-04-01T10:20:15Z"))
            .await?;
        to.date_time_unspecified(sample_unspecified()).await?;
        to.date_time_offset(sample_offset()).await?;
        to.guid(all.guid).await?;
        to.bytes(all.bytes.clone()).await?;
        to.color(all.color).await?;
        to.list(all.list.clone()).await?;
        to.dictionary(all.table.clone()).await?;
        to.record(all.inner.clone()).await?;
        to.nullable(all.some).await?;
        to.time_span(sample_span()).await?;
        to.float(all.float).await?;
        to.everything(all).await?;
        Ok(())
    }

    pub fn echo_everything(&self, all: Everything) -> Everything {
        all
    }

    pub fn echo_int(&self, value: i32) -> i32 {
        value
    }

    pub fn echo_long(&self, value: i64) -> i64 {
        value
    }

    pub fn echo_double(&self, value: f64) -> f64 {
        value
    }

    pub fn echo_decimal(&self, value: Decimal) -> Decimal {
        value
    }

    pub fn echo_bool(&self, value: bool) -> bool {
        value
    }

    pub fn echo_text(&self, #[hub(nullable)] value: Option<String>) -> Option<String> {
        value
    }

    pub fn echo_date_time(&self, value: Moment) -> Moment {
        value
    }

    pub fn echo_date_time_offset(&self, value: Offset) -> Offset {
        value
    }

    pub fn echo_guid(&self, value: Uuid) -> Uuid {
        value
    }

    pub fn echo_bytes(&self, value: Bytes) -> Bytes {
        value
    }

    pub fn echo_enum(&self, value: Color) -> Color {
        value
    }

    pub fn echo_list(&self, value: Vec<i32>) -> Vec<i32> {
        value
    }

    pub fn echo_dictionary(&self, value: BTreeMap<String, i32>) -> BTreeMap<String, i32> {
        value
    }

    pub fn echo_record(&self, value: Inner) -> Inner {
        value
    }

    pub fn echo_nullable(&self, #[hub(nullable)] value: Option<i32>) -> Option<i32> {
        value
    }

    pub fn echo_time_span(&self, value: Span) -> Span {
        value
    }

    pub async fn note(&self, cx: &HubContext<Self>, text: String) -> Result<(), HubError> {
        cx.clients().caller().note(text).await?;
        Ok(())
    }

    pub async fn notes(
        &self,
        cx: &HubContext<Self>,
        count: u32,
        milliseconds: u64,
    ) -> Result<(), HubError> {
        for number in 0..count {
            if number > 0 {
                tokio::time::sleep(Duration::from_millis(milliseconds)).await;
            }
            cx.clients().caller().note(format!("n{number}")).await?;
        }
        Ok(())
    }

    pub fn abort(&self, cx: &HubContext<Self>) {
        cx.abort();
    }
}
