# SPDX-License-Identifier: Apache-2.0
$accepted = [ordered]@{
    '{}'                          = '{}'
    ' [ ] '                       = '[]'
    '{"a":1,"A":2}'               = '{"a":1,"A":2}'
    '[true,false,null]'           = '[true,false,null]'
    '-0'                          = '0'
    '9223372036854775807'         = '9223372036854775807'
    '"\u00e9\ud83d\ude00\"\\\/"'  = '"' + [char]0xe9 + [char]0xd83d + [char]0xde00 + '\"\\/"'
    '"\b\f\n\r\t\u0001"'          = '"\b\f\n\r\t\u0001"'
    "[1,`n`t[2,{`"x`":[`r3]}]]"   = '[1,[2,{"x":[3]}]]'
    '{"":""}'                     = '{"":""}'
    '{"constructor":1,"Count":2}' = '{"constructor":1,"Count":2}'
}
foreach ($text in $accepted.Keys) {
    Test-That "reads $text" { Assert-Equal $accepted[$text] (ConvertTo-PerfJson (ConvertFrom-PerfJson $text)) }
}

$refused = @(
    '', ' ', '{', '}', '[', ']', '{]', '[}', ',', ':', '1 2', '{} {}', '[1,]', '[,1]', '[1 2]', '{"a"}', '{"a":}',
    '{"a":1,}', '{,"a":1}', '{"a" 1}', '{"a":1 "b":2}', '{"a":1,"a":2}', '{"a":1,"\u0061":2}', '{a:1}',
    "{'a':1}", '{1:2}', '[1:2]', '{"a",1}', '{"a"::1}', '01', '-', '+1', '1.', '.5', '1e', '0x10', 'NaN',
    'Infinity', 'nul', 'TRUE', 'True', '"', '"\x"', '"\u12"',
    "`"`n`"", "`"`0`"", '"\ud800"', '"\udc00"', '"\ud800\u0041"', '// no',
    '[1] // no', '/* no */ 1', ([char]0xfeff + '{}'), ([char]0xa0 + '1'), '{"a":{"b":1,"b":1}}'
)
foreach ($text in $refused) {
    Test-That "refuses <$text>" { Assert-Fails INVALID_JSON { ConvertFrom-PerfJson $text } }
}

Test-That 'reads 32 levels and refuses 33' {
    $null = ConvertFrom-PerfJson (('[' * 32) + (']' * 32))
    Assert-Fails INVALID_JSON { ConvertFrom-PerfJson (('[' * 33) + (']' * 33)) }
}
Test-That 'refuses every truncation of a document' {
    $text = '{"a":[1,true,"x\n"],"b":{"c":null}}'
    for ($i = 0; $i -lt $text.Length; $i++) {
        Assert-Fails INVALID_JSON { ConvertFrom-PerfJson $text.Substring(0, $i) }
    }
}
Test-That 'refuses invalid UTF-8' {
    foreach ($hex in '22ff22', '22c02022', '22eda08022', '22f4908080') {
        Assert-Fails INVALID_JSON { ConvertFrom-PerfJson (ConvertFrom-PerfHex $hex) }
    }
}
Test-That 'keeps a number past 64 bits apart from whole numbers' {
    Assert-True ((ConvertFrom-PerfJson '9223372036854775808') -is [double])
    Assert-True ((ConvertFrom-PerfJson '1.0') -is [double])
    Assert-True ((ConvertFrom-PerfJson '10') -is [long])
}
Test-That 'reads a long string in time that does not explode' {
    Assert-Equal 100000 (ConvertFrom-PerfJson ('"' + ('a\n' * 50000) + '"')).Length
    Assert-Fails INVALID_JSON { ConvertFrom-PerfJson ('"' + ('a' * 200000)) }
}
Test-That 'names the member that is missing or has another type' {
    $object = ConvertFrom-PerfJson '{"a":1,"b":"","c":"zz","d":"AA==","n":null}'
    Assert-Equal 1 (Get-PerfMember $object a ([long]))
    foreach ($case in @(@('b', [long]), @('x', [long]), @('A', [long]), @('n', [string]))) {
        Assert-Fails INVALID_REPLY { Get-PerfMember $object $case[0] $case[1] }
    }
    Assert-Equal ([byte[]]@(, 0)) (Get-PerfMemberBytes $object d base64 1)
    Assert-Fails INVALID_REPLY { Get-PerfMemberBytes $object d base64 2 }
    Assert-Fails INVALID_REPLY { Get-PerfMemberBytes $object d base64url 1 }
    Assert-Fails INVALID_REPLY { Get-PerfMemberBytes $object c hex 1 }
}
Test-That 'gives objects whose names may differ in case only' {
    $json = '{"realizedPnl":"1.10","realizedPnL":"1.10","list":[{"x":null},2],"none":[]}'
    $object = ConvertTo-PerfObject (ConvertFrom-PerfJson $json)
    Assert-Equal '1.10' $object.realizedPnl
    Assert-Equal 2 $object.list.Count
    Assert-Equal $null $object.list[0].x
    Assert-Equal 0 $object.none.Count
}
