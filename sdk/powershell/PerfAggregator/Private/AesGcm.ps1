# SPDX-License-Identifier: Apache-2.0
# AES-256-GCM sealing (NIST SP 800-38D) with a 96-bit nonce and a 128-bit tag.
#
# Two roads: the platform's AesGcm where the runtime has a working one, else AES blocks and GHASH
# in PowerShell (.NET Framework has no AesGcm).  Both are tested on every run.

function Test-PerfPlatformAesGcm {
    $type = 'Security.Cryptography.AesGcm' -as [type]
    if ($null -eq $type) { return $false }
    try { $type::new([byte[]]::new(32)).Dispose() } catch { return $false }
    return $true
}

$script:UsePlatformAesGcm = Test-PerfPlatformAesGcm

# Seal; gives @{ Cipher; Tag }.
function Protect-PerfAesGcm {
    param([byte[]] $Key, [byte[]] $Nonce, [byte[]] $Plain, [byte[]] $Aad)
    if ($Key.Length -ne 32) { throw [ArgumentException]::new('the key must have 32 bytes') }
    if ($Nonce.Length -ne 12) { throw [ArgumentException]::new('the nonce must have 12 bytes') }
    if ($script:UsePlatformAesGcm) { return Protect-PerfAesGcmPlatform $Key $Nonce $Plain $Aad }
    return Protect-PerfAesGcmPortable $Key $Nonce $Plain $Aad
}

function Protect-PerfAesGcmPlatform {
    param([byte[]] $Key, [byte[]] $Nonce, [byte[]] $Plain, [byte[]] $Aad)
    $cipher = [byte[]]::new($Plain.Length)
    $tag = [byte[]]::new(16)
    $aes = [Security.Cryptography.AesGcm]::new($Key)
    try { $aes.Encrypt($Nonce, $Plain, $cipher, $tag, $Aad) } finally { $aes.Dispose() }
    return @{ Cipher = $cipher; Tag = $tag }
}

function Protect-PerfAesGcmPortable {
    param([byte[]] $Key, [byte[]] $Nonce, [byte[]] $Plain, [byte[]] $Aad)
    $blocks = [int][Math]::Ceiling($Plain.Length / 16)
    # Block 0 is zero and gives the hash key; block 1 masks the tag; the rest masks the text.
    $stream = [byte[]]::new(16 * ($blocks + 2))
    for ($i = 1; $i -le $blocks + 1; $i++) {
        [Array]::Copy($Nonce, 0, $stream, 16 * $i, 12)
        [Array]::Copy((ConvertTo-PerfInteger $i 4), 0, $stream, 16 * $i + 12, 4)
    }
    $stream = Get-PerfAesBlocks $Key $stream
    $cipher = [byte[]]::new($Plain.Length)
    for ($i = 0; $i -lt $cipher.Length; $i++) {
        $cipher[$i] = $Plain[$i] -bxor $stream[32 + $i]
    }
    $tag = Get-PerfGhash (Get-PerfSlice $stream 0 16) $Aad $cipher
    for ($i = 0; $i -lt 16; $i++) {
        $tag[$i] = $tag[$i] -bxor $stream[16 + $i]
    }
    Clear-PerfSecret @(, $stream)
    return @{ Cipher = $cipher; Tag = $tag }
}

# AES of whole blocks, each on its own: the bare block cipher that counter mode is made of.
function Get-PerfAesBlocks {
    param([byte[]] $Key, [byte[]] $Blocks)
    $aes = [Security.Cryptography.Aes]::Create()
    try {
        $aes.Mode = [Security.Cryptography.CipherMode]::ECB
        $aes.Padding = [Security.Cryptography.PaddingMode]::None
        $aes.Key = $Key
        $encryptor = $aes.CreateEncryptor()
        try {
            return , $encryptor.TransformFinalBlock($Blocks, 0, $Blocks.Length)
        } finally { $encryptor.Dispose() }
    } finally { $aes.Dispose() }
}

# GHASH of aad and cipher: both padded to blocks, then their lengths in bits.
function Get-PerfGhash {
    param([byte[]] $HashKey, [byte[]] $Aad, [byte[]] $Cipher)
    $text = Join-PerfBytes @(
        $Aad, [byte[]]::new((16 - $Aad.Length % 16) % 16),
        $Cipher, [byte[]]::new((16 - $Cipher.Length % 16) % 16),
        (ConvertTo-PerfInteger (8 * $Aad.Length) 8), (ConvertTo-PerfInteger (8 * $Cipher.Length) 8))
    $table = Get-PerfGhashTable $HashKey
    $state = [byte[]]::new(16)
    for ($at = 0; $at -lt $text.Length; $at += 16) {
        for ($i = 0; $i -lt 16; $i++) { $state[$i] = $state[$i] -bxor $text[$at + $i] }
        $state = Get-PerfGhashProduct $table $state
    }
    return , $state
}

function ConvertFrom-PerfBigEndian64 {
    param([byte[]] $Bytes, [int] $At)
    [uint64] $value = 0
    for ($i = 0; $i -lt 8; $i++) { $value = ($value -shl 8) -bor $Bytes[$At + $i] }
    return $value
}

# Products of the hash key with every 4-bit polynomial, and what falls out of a 4-bit shift
# (Shoup's method; bit 0 of GCM is the most significant).
function Get-PerfGhashTable {
    param([byte[]] $HashKey)
    $high = [uint64[]]::new(16); $low = [uint64[]]::new(16); $reduce = [uint64[]]::new(16)
    $high[8] = ConvertFrom-PerfBigEndian64 $HashKey 0
    $low[8] = ConvertFrom-PerfBigEndian64 $HashKey 8
    for ($i = 4; $i -ge 1; $i = $i -shr 1) {
        $h = $high[2 * $i]; $l = $low[2 * $i]
        $low[$i] = ($l -shr 1) -bor ($h -shl 63)
        $high[$i] = $h -shr 1
        if ($l -band 1) { $high[$i] = $high[$i] -bxor ([uint64]0xe1 -shl 56) }
    }
    for ($i = 2; $i -le 8; $i *= 2) {
        for ($j = 1; $j -lt $i; $j++) {
            $high[$i + $j] = $high[$i] -bxor $high[$j]
            $low[$i + $j] = $low[$i] -bxor $low[$j]
        }
    }
    for ($i = 1; $i -lt 16; $i++) {
        for ($bit = 0; $bit -lt 4; $bit++) {
            if ($i -band (1 -shl $bit)) {
                $reduce[$i] = $reduce[$i] -bxor ([uint64]0x1c20 -shl (48 + $bit))
            }
        }
    }
    return @{ High = $high; Low = $low; Reduce = $reduce }
}

# State times the hash key in GF(2^128), four bits at a time from the last byte to the first.
function Get-PerfGhashProduct {
    param([hashtable] $Table, [byte[]] $State)
    $high = $Table.High; $low = $Table.Low; $reduce = $Table.Reduce
    [uint64] $h = 0; [uint64] $l = 0
    for ($i = 31; $i -ge 0; $i--) {
        $nibble = ($State[$i -shr 1] -shr (4 * (1 - ($i -band 1)))) -band 15
        $fallen = [int]($l -band 15)
        $l = (($l -shr 4) -bor ($h -shl 60)) -bxor $low[$nibble]
        $h = ($h -shr 4) -bxor $reduce[$fallen] -bxor $high[$nibble]
    }
    return , (Join-PerfBytes @((ConvertTo-PerfUint64 $h), (ConvertTo-PerfUint64 $l)))
}

function ConvertTo-PerfUint64 {
    param([uint64] $Value)
    $bytes = [BitConverter]::GetBytes($Value)
    if ([BitConverter]::IsLittleEndian) { [Array]::Reverse($bytes) }
    return , $bytes
}
