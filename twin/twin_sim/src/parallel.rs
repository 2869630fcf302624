//! The one way to use all cores inside a system: independent items, results in their order, so that any number of threads gives the same bits.

/// Items a thread takes at once at least: less is not worth waking one for.
#[cfg(feature = "parallel")]
const LEAST_ITEMS: usize = 32;

/// Does `work` on every item and gives the results in the order of the items; on all cores with the feature `parallel`.
///
/// `scratch` makes memory that a thread keeps from item to item; results must not depend on what is in it.
pub(crate) fn map_all<T: Send, S, R: Send>(
    items: &mut [T],
    scratch: impl Fn() -> S + Send + Sync,
    work: impl Fn(&mut S, &mut T) -> R + Send + Sync,
) -> Vec<R> {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        items.par_iter_mut().with_min_len(LEAST_ITEMS).map_init(scratch, work).collect()
    }
    #[cfg(not(feature = "parallel"))]
    {
        let mut scratch = scratch();
        items.iter_mut().map(|item| work(&mut scratch, item)).collect()
    }
}

/// The same for few items of much work each: every one may go to a thread of its own.
pub(crate) fn each_of_few<T: Send>(items: &mut [T], work: impl Fn(&mut T) + Send + Sync) {
    #[cfg(feature = "parallel")]
    {
        use rayon::prelude::*;
        items.par_iter_mut().for_each(work);
    }
    #[cfg(not(feature = "parallel"))]
    items.iter_mut().for_each(work);
}
