//! An issuer's server on this machine, which can be down, slow, too large, elsewhere.

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

#[derive(Clone)]
pub(crate) enum Answer {
    Keys(String),
    Status(u16),
    /// To an address.
    Redirect(String),
    /// Takes the request, and says nothing.
    Silent,
    /// A byte each tenth of a second.
    Drip,
    /// So many bytes, with or without saying how many.
    Huge {
        bytes: usize,
        said: bool,
    },
    /// Hangs up.
    HangUp,
    /// The keys, after so long.
    Late(String, Duration),
}

pub(crate) struct Server {
    address: SocketAddr,
    answer: Arc<Mutex<Answer>>,
    asked: Arc<AtomicUsize>,
    over: Arc<AtomicBool>,
}

impl Server {
    pub(crate) fn new(answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server = Self {
            address: listener.local_addr().unwrap(),
            answer: Arc::new(Mutex::new(answer)),
            asked: Arc::default(),
            over: Arc::default(),
        };
        let (answer, asked, over) =
            (Arc::clone(&server.answer), Arc::clone(&server.asked), Arc::clone(&server.over));
        thread::spawn(move || {
            for stream in listener.incoming() {
                if over.load(Ordering::Relaxed) {
                    return;
                }
                asked.fetch_add(1, Ordering::Relaxed);
                let (answer, over) = (answer.lock().unwrap().clone(), Arc::clone(&over));
                thread::spawn(move || stream.map(|stream| serve(stream, &answer, &over)));
            }
        });
        server
    }

    pub(crate) fn url(&self) -> String {
        format!("http://{}/jwks.json", self.address)
    }

    pub(crate) fn now_answers(&self, answer: Answer) {
        *self.answer.lock().unwrap() = answer;
    }

    /// How often.
    pub(crate) fn asked(&self) -> usize {
        self.asked.load(Ordering::Relaxed)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.over.store(true, Ordering::Relaxed);
        drop(TcpStream::connect(self.address));
    }
}

fn serve(mut stream: TcpStream, answer: &Answer, over: &AtomicBool) {
    let mut request = [0; 4096];
    let _ = stream.read(&mut request);
    let head = |status: &str, more: &str| format!("HTTP/1.1 {status}\r\nConnection: close\r\n{more}\r\n");
    let keys = |keys: &str| head("200 OK", &format!("Content-Length: {}\r\n", keys.len())) + keys;
    let _ = match answer {
        Answer::Keys(text) => stream.write_all(keys(text).as_bytes()),
        Answer::Late(text, time) => {
            thread::sleep(*time);
            stream.write_all(keys(text).as_bytes())
        }
        Answer::Status(status) => {
            stream.write_all(head(&format!("{status} So"), "Content-Length: 0\r\n").as_bytes())
        }
        Answer::Redirect(to) => {
            let more = format!("Location: {to}\r\nContent-Length: 0\r\n");
            stream.write_all(head("302 Found", &more).as_bytes())
        }
        Answer::Silent => {
            while !over.load(Ordering::Relaxed) {
                thread::sleep(Duration::from_millis(50));
            }
            Ok(())
        }
        Answer::Drip => {
            let _ = stream.write_all(head("200 OK", "Content-Length: 1000\r\n").as_bytes());
            while !over.load(Ordering::Relaxed) && stream.write_all(b" ").is_ok() {
                thread::sleep(Duration::from_millis(100));
            }
            Ok(())
        }
        Answer::Huge { bytes, said } => {
            let more = if *said { format!("Content-Length: {bytes}\r\n") } else { String::new() };
            let _ = stream.write_all(head("200 OK", &more).as_bytes());
            stream.write_all(&vec![b' '; *bytes])
        }
        Answer::HangUp => Ok(()),
    };
}
