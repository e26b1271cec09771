//! What callers do.

use serde_json::Value;

/// An answer, of whatever status.
#[derive(Debug, Clone)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) replayed: bool,
    pub(crate) next_after: Option<String>,
    pub(crate) text: String,
}

impl Answer {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|error| panic!("{error}: {self:?}"))
    }

    /// The body of an answer that must be good.
    #[track_caller]
    pub(crate) fn good(&self) -> Value {
        assert_eq!(self.status, 200, "{self:?}");
        self.json()
    }

    /// Status, code, culprit and help of a problem.
    #[track_caller]
    pub(crate) fn problem(&self) -> (u16, String, String, String) {
        let problem = self.json();
        let field = |name: &str| problem[name].as_str().unwrap_or_default().to_string();
        assert_eq!(problem["status"], self.status, "{self:?}");
        (self.status, field("code"), field("culprit"), field("help"))
    }
}

#[derive(Clone, Default)]
pub(crate) struct Client(reqwest::Client);

impl Client {
    pub(crate) async fn get(&self, url: String) -> Answer {
        answer(self.0.get(url)).await.unwrap()
    }

    pub(crate) async fn put(&self, url: String, body: &str) -> Answer {
        answer(self.0.put(url).body(body.to_string())).await.unwrap()
    }

    pub(crate) async fn post(&self, url: String, body: &str) -> Answer {
        answer(self.0.post(url).body(body.to_string())).await.unwrap()
    }

    /// A request with a key; an error where nobody answers.
    pub(crate) async fn send(&self, url: String, key: &str, body: &str) -> Result<Answer, reqwest::Error> {
        answer(self.0.post(url).header("Idempotency-Key", key).body(body.to_string())).await
    }
}

async fn answer(request: reqwest::RequestBuilder) -> Result<Answer, reqwest::Error> {
    let response = request.send().await?;
    let header = |name: &str| response.headers().get(name).map(|value| value.to_str().unwrap().to_string());
    let (replayed, next_after) = (header("idempotent-replayed").is_some(), header("next-after"));
    Ok(Answer { status: response.status().as_u16(), replayed, next_after, text: response.text().await? })
}
