//! Prints the folder of the binaries that tests run, or fails and says where it looked. `./test` asks this.

fn main() -> std::process::ExitCode {
    match rls_postgres::Binaries::find() {
        Ok(binaries) => {
            println!("{}", binaries.dir().display());
            std::process::ExitCode::SUCCESS
        }
        Err(error) => {
            eprintln!("{error}");
            std::process::ExitCode::FAILURE
        }
    }
}
