# SPDX-License-Identifier: Apache-2.0
Test-That 'reads and writes base64, base64url and hex of every size up to 40' {
    for ($size = 0; $size -le 40; $size++) {
        $bytes = Get-PerfRandom $size
        Assert-Equal $size $bytes.Length
        Assert-Equal $bytes ([byte[]](ConvertFrom-PerfHex (ConvertTo-PerfHex $bytes)))
        Assert-Equal $bytes ([byte[]](ConvertFrom-PerfBase64 ([Convert]::ToBase64String($bytes))))
        Assert-Equal $bytes ([byte[]](ConvertFrom-PerfBase64Url (ConvertTo-PerfBase64Url $bytes)))
    }
}
foreach ($text in 'A', 'AA', 'AA=', 'AA===', 'AB==', 'AAB=', 'A A=', "AAAA`n", 'AA-_', 'AAA=AAAA', '====') {
    Test-That "refuses <$text> as base64" { Assert-Equal $null (ConvertFrom-PerfBase64 $text) }
}
foreach ($text in 'A', 'AB', 'AAB', 'AA==', 'AA+/', 'AAAAA', "AA`n") {
    Test-That "refuses <$text> as base64url" { Assert-Equal $null (ConvertFrom-PerfBase64Url $text) }
}
foreach ($text in 'a', '0g', ' 00', "00`n", '0x00') {
    Test-That "refuses <$text> as hex" { Assert-Equal $null (ConvertFrom-PerfHex $text) }
}
Test-That 'prefixes lengths big-endian' {
    Assert-Equal '00000000' (ConvertTo-PerfHex (Join-PerfPrefixed @(, [byte[]]::new(0))))
    $two = Join-PerfPrefixed @([byte[]]@(, 0xaa), [byte[]]@(0xbb, 0xcc))
    Assert-Equal '00000001aa00000002bbcc' (ConvertTo-PerfHex $two)
    Assert-Equal '0000000100000001' (ConvertTo-PerfHex (ConvertTo-PerfInteger 4294967297 8))
}
Test-That 'tells equal bytes from others' {
    $left = [byte[]](1, 2, 3)
    Assert-True (Test-PerfEqual $left ([byte[]](1, 2, 3)))
    foreach ($other in @([byte[]](1, 2, 2), [byte[]](0, 2, 3), [byte[]](1, 2), [byte[]]::new(0))) {
        Assert-True (-not (Test-PerfEqual $left $other))
    }
    Assert-True (Test-PerfZero ([byte[]]::new(64)))
    Assert-True (-not (Test-PerfZero ([byte[]](0, 0, 1))))
}
Test-That 'wipes bytes and characters and accepts nothing' {
    $bytes = [byte[]](1, 2); $characters = 'ab'.ToCharArray()
    Clear-PerfSecret @($bytes, $null, $characters)
    Assert-Equal '0000' (ConvertTo-PerfHex $bytes)
    Assert-Equal 0 ([int]$characters[0] + [int]$characters[1])
}
