//! The least time of each kernel, natively.

use simd_layer::{Data, KERNELS};

fn main() {
    let mut data = Data::new();
    let mut least = vec![f64::INFINITY; KERNELS.len()];
    let mut sums = vec![0; KERNELS.len()];
    for _ in 0..200 {
        for (i, (_, kernel)) in KERNELS.iter().enumerate() {
            data.target.fill(0);
            data.out.fill(0);
            let start = std::time::Instant::now();
            kernel(&mut data);
            least[i] = least[i].min(start.elapsed().as_secs_f64() * 1e3);
            sums[i] = data.sum();
        }
    }
    for (i, (name, _)) in KERNELS.iter().enumerate() {
        println!("{name:16} {:7.3} ms   sum {:08x}", least[i], sums[i]);
    }
}
