//! Watches memory, processor time and panics.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::RefCell;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};
use std::time::{Duration, Instant};

static LARGEST: AtomicUsize = AtomicUsize::new(0);
static HELD: AtomicUsize = AtomicUsize::new(0);
static PEAK: AtomicUsize = AtomicUsize::new(0);

/// The system's allocator, noting the largest request and the most that was held; for `#[global_allocator]`.
#[derive(Debug)]
pub struct Noting;

impl Noting {
    fn grow(size: usize) {
        PEAK.fetch_max(HELD.fetch_add(size, Relaxed) + size, Relaxed);
    }
}

#[expect(unsafe_code, reason = "an allocator cannot be written otherwise; it only passes requests on")]
// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Noting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Relaxed);
        Self::grow(layout.size());
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn alloc_zeroed(&self, layout: Layout) -> *mut u8 {
        LARGEST.fetch_max(layout.size(), Relaxed);
        Self::grow(layout.size());
        // SAFETY: the caller keeps the contract of `alloc_zeroed`.
        unsafe { System.alloc_zeroed(layout) }
    }

    unsafe fn dealloc(&self, at: *mut u8, layout: Layout) {
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `dealloc`.
        unsafe { System.dealloc(at, layout) }
    }

    unsafe fn realloc(&self, at: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        LARGEST.fetch_max(size, Relaxed);
        Self::grow(size);
        HELD.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `realloc`.
        unsafe { System.realloc(at, layout, size) }
    }
}

/// Memory used since it was last forgotten, bytes.
#[derive(Clone, Copy, Debug, Default)]
pub struct Memory {
    /// Largest request.
    pub largest: usize,
    /// Most that was held above what was held at the start.
    pub peak: usize,
}

/// Runs something; its result and the memory it took, 0 where [`Noting`] is not the allocator. Other threads count too.
pub fn with_memory<T>(work: impl FnOnce() -> T) -> (T, Memory) {
    let held = HELD.load(Relaxed);
    LARGEST.store(0, Relaxed);
    PEAK.store(held, Relaxed);
    let result = work();
    let memory = Memory { largest: LARGEST.load(Relaxed), peak: PEAK.load(Relaxed).saturating_sub(held) };
    (result, memory)
}

/// Time that this thread has had on a processor (Linux), or that has passed.
pub fn processor_time() -> Duration {
    static START: OnceLock<Instant> = OnceLock::new();
    let text = std::fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanoseconds = text.split(' ').next().and_then(|word| word.parse().ok());
    nanoseconds.map_or_else(|| START.get_or_init(Instant::now).elapsed(), Duration::from_nanos)
}

thread_local! {
    static LAST_PANIC: RefCell<String> = const { RefCell::new(String::new()) };
}

/// Keeps panics quiet, also those that an importer catches itself; [`last_panic`] tells.
pub fn silence_panics() {
    std::panic::set_hook(Box::new(|panic| LAST_PANIC.set(panic.to_string().replace('\n', " "))));
}

/// Message and place of this thread's last panic.
pub fn last_panic() -> String {
    LAST_PANIC.take()
}
