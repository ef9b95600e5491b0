# SPDX-License-Identifier: Apache-2.0
# Whole registrations, opened by the pretend enclave, and the session that follows.
. ([IO.Path]::Combine($root, 'test', 'powershell', 'Enclave.ps1'))
$measurement = ConvertTo-PerfHex $TestMeasurement
$enclave = New-TestEnclave
$pemFile = [IO.Path]::GetTempFileName()
[IO.File]::WriteAllText($pemFile, $enclave.Pki.RootPem)
$basic = @{
    UserId = 'trader-john'; Exchange = 'Binance'; ServiceUrl = 'http://127.0.0.1:3000/'
    Measurement = $measurement; InsecureSimulatedRoot = $pemFile; AllowSecretsToSimulated = $true
    WarningAction = 'SilentlyContinue'; Transport = Get-TestTransport $enclave
}

function ConvertTo-TestSecure {
    param([string] $Text)
    $secure = [securestring]::new()
    foreach ($character in $Text.ToCharArray()) { $secure.AppendChar($character) }
    return $secure
}

Test-That 'a registration arrives whole: padded JSON, metadata, session' {
    $session = Register-PerfUser @basic -ApiKey (ConvertTo-TestSecure 'abc"123\abc') `
        -Secret (ConvertTo-TestSecure 'xyz789xyz789') -Passphrase (ConvertTo-TestSecure 'p') `
        -AccountType Margin -Sandbox -Symbol BTCUSDT, ETHUSDT -Label main -Ttl 300 -Proof None
    $plain = $Utf8.GetString($enclave.Opened.Plain)
    Assert-Equal 0 ($enclave.Opened.Plain.Length % 256)
    Assert-Equal ('{"userId":"trader-john","exchange":"binance","apiKey":"abc\"123\\abc",' +
        '"secret":"xyz789xyz789","passphrase":"p",' +
        '"accountType":"margin","sandbox":true,"symbols":["BTCUSDT","ETHUSDT"]}') $plain.TrimEnd(' ')
    $request = $enclave.Requests[$enclave.Requests.Count - 1]
    Assert-Equal 'POST' $request.Method
    $sent = ConvertFrom-PerfJson $request.Body
    Assert-Equal '{"exchange":"binance","label":"main","ttl":300,"proof":"none"}' (ConvertTo-PerfJson $sent['metadata'])
    Assert-True ([Math]::Abs($sent['issued_at'] - [DateTimeOffset]::UtcNow.ToUnixTimeSeconds()) -le 5)
    Assert-True ($session.SessionId -cmatch '\Asession_1790000120_[A-Za-z0-9_-]{43}\z')
    Assert-Equal '2026-09-22T14:15:20.0000000Z' $session.ExpiresAt.ToString('o')
    Assert-Equal 'active' $session.Status
    Assert-Equal $true $session.Permissions.read
    Assert-Equal 'none' $session.Proof
    Assert-Equal $null $session.ProofKey
    Assert-Equal 'http://127.0.0.1:3000' $session.ServiceUrl
    Assert-Equal $true $session.Enclave.Simulated
}
Test-That 'a credential gives key and secret' {
    $credential = [pscredential]::new('abc123abc123', (ConvertTo-TestSecure 'xyz789xyz789'))
    $null = Register-PerfUser @basic -Credential $credential
    $plain = ConvertFrom-PerfJson $enclave.Opened.Plain
    Assert-Equal 'abc123abc123' $plain['apiKey']
    Assert-Equal 'xyz789xyz789' $plain['secret']
    Assert-Equal $false $plain['sandbox']
    Assert-Equal $false $plain.Contains('passphrase')
    Assert-Equal $false $plain.Contains('symbols')
}
Test-That 'plain text is accepted with a warning for each, and simulation with another' {
    $arguments = @{} + $basic
    $arguments.Remove('WarningAction')
    $null = Register-PerfUser @arguments -ApiKey abc123abc123 -Secret (ConvertTo-TestSecure 'xyz789xyz789') `
        -WarningVariable warnings -WarningAction SilentlyContinue
    Assert-Equal 2 $warnings.Count
    Assert-True ("$($warnings[0])" -clike '*SIMULATED - NOT PROTECTED*')
    Assert-True ("$($warnings[1])" -clike '-ApiKey as plain text*')
}
Test-That 'the secrets are in nothing that is sent, and in no object that is given' {
    $before = $enclave.Requests.Count
    $session = Register-PerfUser @basic -ApiKey PLANTEDKEY00 -Secret PLANTEDSECRET
    $text = @(for ($i = $before; $i -lt $enclave.Requests.Count; $i++) {
            $request = $enclave.Requests[$i]
            "$($request.Uri) $($request.Headers.Values)"
            if ($null -ne $request.Body) { $Utf8.GetString($request.Body) }
        }) + @($session.PSObject.Properties | ForEach-Object { "$($_.Value)" })
    Assert-True (($text -join ' ') -cnotmatch 'PLANTED')
    Assert-True ($session.ProofKey -is [securestring])
}
Test-That '-WhatIf sends nothing, asks nothing and gives nothing' {
    $before = $enclave.Requests.Count
    Assert-Equal $null (Register-PerfUser @basic -WhatIf 6>$null)
    Assert-Equal $before $enclave.Requests.Count
}

$replySpoils = [ordered]@{
    'another session id'    = { param($r) $r['session_id'] = 'session_1_' + ('A' * 43) }, 'RECEIPT_MISMATCH'
    'another expiry'        = { param($r) $r['expires_at'] = '2027-01-01T00:00:00.000Z' }, 'RECEIPT_MISMATCH'
    'another receipt'       = { param($r) $r['receipt'] = ('A' * 43) + '=' }, 'RECEIPT_MISMATCH'
    'no receipt'            = { param($r) $r.Remove('receipt') }, 'INVALID_REPLY'
    'a receipt of 31 bytes' = { param($r) $r['receipt'] = ('A' * 42) + '==' }, 'INVALID_REPLY'
    'no session id'         = { param($r) $r.Remove('session_id') }, 'INVALID_REPLY'
    'no status'             = { param($r) $r.Remove('status') }, 'INVALID_REPLY'
}
foreach ($what in $replySpoils.Keys) {
    Test-That "a reply with $what gets $($replySpoils[$what][1])" {
        $enclave.BeforeReply = $replySpoils[$what][0]
        try {
            Assert-Fails $replySpoils[$what][1] { Register-PerfUser @basic -ApiKey abc123abc123 -Secret xyz789xyz789 }
        } finally { $enclave.BeforeReply = $null }
    }
}
$goodTime = '2026-01-01T00:00:00.000Z'
$goodId = 'session_1_' + ('A' * 43)
foreach ($bad in @('session_1_short', $goodTime), @($goodId, 'tomorrow'), @("$($goodId.Substring(1))`n", $goodTime),
    @("$goodId`n", $goodTime), @($goodId, '2026-02-30T00:00:00.000Z')) {
    Test-That "an honest receipt for <$($bad -join ' ')> is not enough" {
        $enclave.BeforeReply = {
            param($reply)
            $reply['session_id'] = $bad[0]
            $reply['expires_at'] = $bad[1]
            $reply['receipt'] = [Convert]::ToBase64String(
                (Get-PerfReceipt $enclave.Opened.PopKey $enclave.Opened.Enc $bad[0] $bad[1]))
        }
        try {
            Assert-Fails INVALID_REPLY { Register-PerfUser @basic -ApiKey abc123abc123 -Secret xyz789xyz789 }
        } finally { $enclave.BeforeReply = $null }
    }
}

# What follows: signed requests.
$id = 'session_1790000120_' + ('A' * 43)
$seen = @{}
$answering = {
    param($Request)
    $seen.Request = $Request
    Get-JsonAnswer ([ordered]@{ volume = '12.50'; realizedPnl = '1' })
}

Test-That 'the signature base is that of RFC 9421 section 2.5' {
    $components = [ordered]@{ 'date' = 'Tue, 20 Apr 2021 02:07:55 GMT'; '@authority' = 'example.com'
        'content-type' = 'application/json' }
    $signed = Get-PerfSignatureBase $components ';created=1618884473;keyid="test-shared-secret"'
    $file = Get-Fixture 'security/misc/rfc9421_b25_hmac.json'
    if (-not $file) { Skip-Suite 'no RFC 9421 fixture'; return }
    Assert-Equal (Read-JsonFile $file)['signature_base'] $signed.Base
}
Test-That 'a session with a proof signs method, path and query' {
    $session = Register-PerfUser @basic -ApiKey abc123abc123 -Secret xyz789xyz789 -Proof hmac
    $key = $enclave.Opened.PopKey
    $summary = $session | Get-PerfSummary -Transport $answering
    Assert-Equal '12.50' $summary.volume
    $from = [datetime]::new(2026, 1, 2, 3, 4, 5, [DateTimeKind]::Utc)
    $null = $session | Get-PerfMetric -Method FIFO -From $from -Transport $answering
    $path = "/enclave/metrics/$($session.SessionId)"
    $query = '?from=2026-01-02T03%3A04%3A05.000Z&method=fifo'
    $request = $seen.Request
    Assert-Equal 'GET' $request.Method
    Assert-Equal "http://127.0.0.1:3000$path$query" $request.Uri.AbsoluteUri
    $sentInput = $request.Headers['Signature-Input']
    $pattern = '\Asig1=\("@method" "@path" "@query"\);created=[0-9]{10};nonce="[A-Za-z0-9_-]{22}";' +
        'alg="hmac-sha256"\z'
    Assert-True ($sentInput -cmatch $pattern) $sentInput
    $base = "`"@method`": GET`n`"@path`": $path`n`"@query`": $query`n" +
        "`"@signature-params`": $($sentInput.Substring(5))"
    $expected = 'sig1=:' + [Convert]::ToBase64String((Get-PerfHmac $key (ConvertTo-PerfBytes $base))) + ':'
    Assert-Equal $expected $request.Headers['Signature']
    $null = Get-PerfSession -ServiceUrl $session.ServiceUrl -SessionId $session.SessionId `
        -ProofKey $session.ProofKey -Transport $answering
    Assert-True ($seen.Request.Headers['Signature-Input'] -cne $sentInput)
}
Test-That 'a request without a query signs a lone question mark' {
    $headers = Get-PerfProofHeaders ([byte[]]::new(32)) 'GET' ([uri]'http://a/b') 5 ([byte[]]::new(16))
    $base = "`"@method`": GET`n`"@path`": /b`n`"@query`": ?`n" +
        "`"@signature-params`": (`"@method`" `"@path`" `"@query`")" +
        ";created=5;nonce=`"AAAAAAAAAAAAAAAAAAAAAA`";alg=`"hmac-sha256`""
    $signature = Get-PerfHmac ([byte[]]::new(32)) (ConvertTo-PerfBytes $base)
    Assert-Equal "sig1=:$([Convert]::ToBase64String($signature)):" $headers['Signature']
}
Test-That 'a session without a proof sends its id and no signature' {
    $null = Get-PerfSummary -ServiceUrl https://perf.example -SessionId $id -Transport $answering
    Assert-Equal "https://perf.example/enclave/summary/$id" $seen.Request.Uri.AbsoluteUri
    Assert-Equal 0 $seen.Request.Headers.Count
}
Test-That 'revoking asks first, deletes, and accepts an answer without content' {
    $seen.Request = $null
    $none = {
        param($Request)
        $seen.Request = $Request
        @{ Status = 204; ContentType = $null; RetryAfter = $null; Body = [byte[]]::new(0) }
    }
    $null = Revoke-PerfSession -ServiceUrl https://perf.example -SessionId $id -Transport $none -WhatIf 6>$null
    Assert-Equal $null $seen.Request
    Assert-Equal $null (Revoke-PerfSession -ServiceUrl https://perf.example -SessionId $id -Transport $none)
    Assert-Equal 'DELETE' $seen.Request.Method
    Assert-Equal "/enclave/session/$id" $seen.Request.Uri.AbsolutePath
}
Test-That 'a malformed id or proof key is refused before anything is sent' {
    $seen.Request = $null
    foreach ($bad in 'self', "$id`n", "$id/../x", 'session_1_AA') {
        Assert-Fails INVALID_OPTION {
            Get-PerfSummary -ServiceUrl https://perf.example -SessionId $bad -Transport $answering
        }
    }
    foreach ($bad in 'A', ('A' * 42 + 'B'), ('=' * 43)) {
        Assert-Fails INVALID_OPTION { Get-PerfSummary -ServiceUrl https://perf.example -SessionId $id `
                -ProofKey (ConvertTo-TestSecure $bad) -Transport $answering }
    }
    Assert-Equal $null $seen.Request
}
Test-That "a problem's own code and words are passed on" {
    $problem = {
        param($Request)
        $document = [ordered]@{ title = 'The key may do too much'; status = 403; code = 'KEY_TOO_POWERFUL'
            detail = 'it can withdraw: switch that off'; request_id = 'r1' }
        $made = Get-JsonAnswer $document 403 'application/problem+json'
        $made.RetryAfter = '7'
        $made
    }
    try {
        $null = Get-PerfSummary -ServiceUrl https://perf.example -SessionId $id -Transport $problem
        throw 'not refused'
    } catch { $failure = $_ }
    Assert-Equal 'KEY_TOO_POWERFUL' $failure.FullyQualifiedErrorId.Split(',')[0]
    Assert-Equal 'KEY_TOO_POWERFUL: it can withdraw: switch that off' $failure.Exception.Message
    Assert-Equal 403 $failure.Exception.Data['Status']
    Assert-Equal '7' $failure.Exception.Data['RetryAfter']
    Assert-Equal 'r1' $failure.Exception.Data['Problem'].request_id
}
$strange = [ordered]@{
    'HTML'                      = @(200, 'text/html', '<p>', 'INVALID_REPLY')
    'no JSON'                   = @(200, 'application/json', '{', 'INVALID_REPLY')
    'a duplicate member'        = @(200, 'application/json', '{"a":1,"a":2}', 'INVALID_REPLY')
    'HTML with an error'        = @(502, 'text/html', '<p>', 'HTTP_ERROR')
    'a broken problem document' = @(500, 'application/problem+json', '{', 'HTTP_ERROR')
    'a problem without a code'  = @(500, 'application/problem+json', '{}', 'HTTP_ERROR')
    'a problem that is a list'  = @(500, 'application/problem+json', '[]', 'HTTP_ERROR')
    'a redirect'                = @(302, 'text/html', '', 'HTTP_ERROR')
}
foreach ($what in $strange.Keys) {
    Test-That "$what gets $($strange[$what][3])" {
        $status, $type, $body, $code = $strange[$what]
        $made = @{ Status = $status; ContentType = $type; RetryAfter = $null; Body = ConvertTo-PerfBytes $body }
        $sending = { param($Request) $made }
        Assert-Fails $code { Get-PerfSummary -ServiceUrl https://perf.example -SessionId $id -Transport $sending }
    }
}
Test-That 'a proof key comes back as it was' {
    $key = Get-PerfRandom 32
    Assert-Equal $key (ConvertFrom-PerfSecureKey (ConvertTo-PerfSecureKey $key))
}
[IO.File]::Delete($pemFile)
