//! Who asks by HTTP?

use std::{io, net::SocketAddr};

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

/// A connection that is kept.
pub(crate) struct Client {
    address: SocketAddr,
    stream: Option<TcpStream>,
    input: Vec<u8>,
}

impl Client {
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { address, stream: None, input: Vec::new() }
    }

    /// Goes, whatever is still to come.
    pub(crate) fn leave(&mut self) {
        self.stream = None;
    }

    /// The status of an answer, and its body.
    pub(crate) async fn ask(&mut self, token: &str, body: &str) -> io::Result<(u16, String)> {
        let stream = match self.stream.as_mut() {
            Some(stream) => stream,
            None => {
                self.input.clear();
                let stream = TcpStream::connect(self.address).await?;
                stream.set_nodelay(true)?;
                self.stream.insert(stream)
            }
        };
        let request = format!(
            "POST /sql HTTP/1.1\r\nHost: {}\r\nAuthorization: Bearer {token}\r\n\
             Neon-Connection-String: postgresql://authenticated@localhost/postgres\r\nContent-Length: {}\r\n\r\n{body}",
            self.address,
            body.len()
        );
        stream.write_all(request.as_bytes()).await?;
        loop {
            if let Some(answer) = whole(&mut self.input)? {
                return Ok(answer);
            }
            if stream.read_buf(&mut self.input).await? == 0 {
                return Err(io::ErrorKind::UnexpectedEof.into());
            }
        }
    }
}

/// An answer that is there as a whole.
fn whole(input: &mut Vec<u8>) -> io::Result<Option<(u16, String)>> {
    let Some(end) = input.windows(4).position(|four| four == b"\r\n\r\n") else { return Ok(None) };
    let head = String::from_utf8_lossy(&input[..end]).to_ascii_lowercase();
    let odd = || io::Error::other("an answer that is not to be understood");
    let status = head.split(' ').nth(1).and_then(|status| status.parse().ok()).ok_or_else(odd)?;
    let length = head.lines().find_map(|line| line.strip_prefix("content-length:")).ok_or_else(odd)?;
    let length: usize = length.trim().parse().map_err(|_| odd())?;
    let (begin, end) = (end + 4, end + 4 + length);
    if input.len() < end {
        return Ok(None);
    }
    let body = String::from_utf8_lossy(&input[begin..end]).into_owned();
    input.drain(..end);
    Ok(Some((status, body)))
}
