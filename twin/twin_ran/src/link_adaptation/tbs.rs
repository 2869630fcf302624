//! Transport block size (TS 38.214 cl. 5.1.3.2), in whole numbers throughout, so that no rounding differs from the standard.

use super::McsRow;

/// Resource elements for data in one PRB: `min(156, 12 n_symb − n_dmrs − n_oh)`; 0 when the overhead exceeds the PRB.
///
/// Source: TS 38.214 cl. 5.1.3.2 step 1.
pub fn data_res_per_prb(n_symbols: u32, n_dmrs: u32, n_overhead: u32) -> u32 {
    (12 * n_symbols).saturating_sub(n_dmrs + n_overhead).min(156)
}

/// Transport block size in bits for `n_re` resource elements and `layers` layers; 0 without resource elements or layers.
///
/// Source: TS 38.214 cl. 5.1.3.2 steps 2 to 4.
pub fn transport_block_bits(row: McsRow, n_re: u32, layers: u8) -> u32 {
    // Code rates are multiples of 1/2048; N_info is kept times 2048.
    let rate_x2048 = (row.code_rate_x1024 * 2.0) as u64;
    let n_info_x2048 = u64::from(n_re) * rate_x2048 * u64::from(row.modulation_order) * u64::from(layers);
    if n_info_x2048 == 0 {
        return 0;
    }
    if n_info_x2048 <= 3824 * 2048 {
        let n_info = n_info_x2048 / 2048;
        let n = n_info.max(1).ilog2().saturating_sub(6).max(3);
        let quantized = ((n_info >> n) << n).max(24);
        let index = SMALL_TBS.partition_point(|&bits| u64::from(bits) < quantized);
        return u32::from(SMALL_TBS[index.min(SMALL_TBS.len() - 1)]);
    }
    let excess_x2048 = n_info_x2048 - 24 * 2048;
    let n = (excess_x2048 / 2048).ilog2() - 5;
    // Round to the nearest multiple of 2^n, halves up.
    let unit_x2048 = 2048u64 << n;
    let quantized = (((excess_x2048 + unit_x2048 / 2) / unit_x2048) << n).max(3840);
    let n_code_blocks = if rate_x2048 <= 512 {
        (quantized + 24).div_ceil(3816)
    } else if quantized > 8424 {
        (quantized + 24).div_ceil(8424)
    } else {
        1
    };
    (8 * n_code_blocks * (quantized + 24).div_ceil(8 * n_code_blocks) - 24) as u32
}

/// TS 38.214 table 5.1.3.2-1.
static SMALL_TBS: [u16; 93] = [
    24, 32, 40, 48, 56, 64, 72, 80, 88, 96, 104, 112, 120, 128, 136, 144, 152, 160, 168, 176, 184, 192, 208, 224, 240,
    256, 272, 288, 304, 320, 336, 352, 368, 384, 408, 432, 456, 480, 504, 528, 552, 576, 608, 640, 672, 704, 736, 768,
    808, 848, 888, 928, 984, 1032, 1064, 1128, 1160, 1192, 1224, 1256, 1288, 1320, 1352, 1416, 1480, 1544, 1608, 1672,
    1736, 1800, 1864, 1928, 2024, 2088, 2152, 2216, 2280, 2408, 2472, 2536, 2600, 2664, 2728, 2792, 2856, 2976, 3104,
    3240, 3368, 3496, 3624, 3752, 3824,
];
