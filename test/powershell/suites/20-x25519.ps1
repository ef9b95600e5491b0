# SPDX-License-Identifier: Apache-2.0
Test-That 'X25519 gives the two results of RFC 7748 section 5.2, and its first iteration' {
    $cases = @(
        @('a546e36bf0527c9d3b16154b82465edd62144c0ac1fc5a18506a2244ba449ac4',
            'e6db6867583030db3594c1a424b15f7c726624ec26b3353b10a903a6d0ab1c4c',
            'c3da55379de9c6908e94ea4df28d084f32eccf03491c71f754b4075577a28552'),
        @('4b66e9d4d1b4673c5ad22691957d6af5c11b6421e0ea01d42ca4169e7918ba0d',
            'e5210f12786811d3f4b7959d0538ae2c31dbe7106fc03c3efc4cd549c715a493',
            '95cbde9476e8907d7aade45cb4b873f88b595a68799fa152e6f8f7647aac7957'),
        @('0900000000000000000000000000000000000000000000000000000000000000',
            '0900000000000000000000000000000000000000000000000000000000000000',
            '422c8e7a6227d7bca1350b3e2bb7279f7897b87bb6854b783c60e80311ae3079'))
    foreach ($case in $cases) {
        $private, $public, $shared = foreach ($text in $case) { , (ConvertFrom-PerfHex $text) }
        Assert-Equal $shared (Get-PerfX25519 $private $public)
        Assert-Equal $case[0] (ConvertTo-PerfHex $private) 'the arguments stay as they were'
        Assert-Equal $case[1] (ConvertTo-PerfHex $public) 'the arguments stay as they were'
    }
}
Test-That 'X25519 gives the keys and the secret of RFC 7748 section 6.1' {
    $a = ConvertFrom-PerfHex '77076d0a7318a57d3c16c17251b26645df4c2f87ebc0992ab177fba51db92c2a'
    $b = ConvertFrom-PerfHex '5dab087e624a8a4b79e17f8b83800ee66f3bb1292618b6fd1c2f8b27ff88e0eb'
    $publicA = Get-PerfX25519Public $a
    $publicB = Get-PerfX25519Public $b
    Assert-Equal '8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a' (ConvertTo-PerfHex $publicA)
    Assert-Equal 'de9edb7d7b7dc1b4d35b61c2ece435373f8343c85b78674dadfc7e146f882b4f' (ConvertTo-PerfHex $publicB)
    $shared = ConvertFrom-PerfHex '4a5d9d5ba4ce2de1728e3bf480350f25e07e21c947d19e3376f09b3c1e161742'
    Assert-Equal $shared (Get-PerfX25519 $a $publicB)
    Assert-Equal $shared (Get-PerfX25519 $b $publicA)
}
Test-That 'X25519 refuses the points of low order' {
    $private = Get-PerfRandom 32
    $points = @(
        '0000000000000000000000000000000000000000000000000000000000000000',
        '0100000000000000000000000000000000000000000000000000000000000000',
        'ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
        'edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
        'eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f',
        'e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800',
        '5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157')
    foreach ($point in $points) {
        Assert-Equal $null (Get-PerfX25519 $private (ConvertFrom-PerfHex $point)) $point
    }
}

# The special cases, and one in five of the rest: an interpreter takes its time.
$path = Get-Fixture 'security/wycheproof/x25519_test.json'
if (-not $path) { Skip-Suite 'no Wycheproof fixtures'; return }
$ordinal = 0
foreach ($group in (Read-JsonFile $path)['testGroups']) {
    foreach ($case in $group['tests']) {
        $ordinal++
        $isSpecial = $case['flags'] -contains 'ZeroSharedSecret' -or $case['flags'] -contains 'LowOrderPublic' -or
            $case['flags'] -contains 'EdgeCaseShared' -or $case['flags'] -contains 'NonCanonicalPublic'
        if (-not $isSpecial -and $ordinal % 5 -ne 0) { continue }
        Test-That "X25519 agrees with Wycheproof $($case['tcId']): $($case['comment'])" {
            $shared = Get-PerfX25519 (ConvertFrom-PerfHex $case['private']) (ConvertFrom-PerfHex $case['public'])
            $expected = ConvertFrom-PerfHex $case['shared']
            if (Test-PerfZero $expected) { $expected = $null }
            Assert-Equal $expected $shared
        }
    }
}
