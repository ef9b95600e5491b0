# SPDX-License-Identifier: Apache-2.0
# X25519 (RFC 7748) over [bigint]: no .NET before 11 has it on every platform.
#
# Not constant-time: [bigint] takes longer for longer numbers.  It serves one ephemeral key, used
# once on its owner's machine (README.md, "X25519 without constant time").

$script:FieldPrime = [bigint]::Pow(2, 255) - 19

function ConvertFrom-PerfLittleEndian {
    param([byte[]] $Bytes)
    # [bigint] reads two's complement: a zero on top keeps it positive.
    return [bigint]::new([byte[]]($Bytes + [byte]0))
}

# The Montgomery ladder of RFC 7748 section 5, with its names.
function Get-PerfLadder {
    param([byte[]] $Scalar, [bigint] $U)
    $p = $script:FieldPrime
    $x1 = $U; $x2 = [bigint]::One; $z2 = [bigint]::Zero; $x3 = $U; $z3 = [bigint]::One
    $a24 = [bigint]121665
    $swap = 0
    for ($t = 254; $t -ge 0; $t--) {
        $bit = ($Scalar[$t -shr 3] -shr ($t -band 7)) -band 1
        if ($swap -ne $bit) { $x2, $x3 = $x3, $x2; $z2, $z3 = $z3, $z2 }
        $swap = $bit
        $a = $x2 + $z2
        $b = $x2 - $z2
        $aa = $a * $a % $p
        $bb = $b * $b % $p
        $e = $aa - $bb
        $da = ($x3 - $z3) * $a % $p
        $cb = ($x3 + $z3) * $b % $p
        $sum = $da + $cb
        $difference = $da - $cb
        $x3 = $sum * $sum % $p
        $z3 = $x1 * ($difference * $difference % $p) % $p
        $x2 = $aa * $bb % $p
        $z2 = $e * ($aa + $a24 * $e) % $p
    }
    if ($swap -ne 0) { $x2, $x3 = $x3, $x2; $z2, $z3 = $z3, $z2 }
    $result = $x2 * [bigint]::ModPow($z2, $p - 2, $p) % $p
    # The remainder has the sign of the dividend.
    if ($result.Sign -lt 0) { $result += $p }
    return $result
}

# The shared secret of a private and a public key, 32 bytes each; $null when it is all zeros,
# which only a low-order point gives (RFC 7748 section 6.1).
function Get-PerfX25519 {
    param([byte[]] $Private, [byte[]] $Public)
    $scalar = [byte[]]$Private.Clone()
    $scalar[0] = $scalar[0] -band 248
    $scalar[31] = ($scalar[31] -band 127) -bor 64
    $point = [byte[]]$Public.Clone()
    $point[31] = $point[31] -band 127
    $u = (ConvertFrom-PerfLittleEndian $point) % $script:FieldPrime
    try {
        $result = (Get-PerfLadder $scalar $u).ToByteArray()
    } finally {
        Clear-PerfSecret @(, $scalar)
    }
    $shared = [byte[]]::new(32)
    [Array]::Copy($result, $shared, [Math]::Min($result.Length, 32))
    if (Test-PerfZero $shared) { return $null }
    return , $shared
}

function Get-PerfX25519Public {
    param([byte[]] $Private)
    $base = [byte[]]::new(32)
    $base[0] = 9
    return , (Get-PerfX25519 $Private $base)
}
