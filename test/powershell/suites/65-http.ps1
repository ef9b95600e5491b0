# SPDX-License-Identifier: Apache-2.0
# The transport over real sockets, plain and TLS, against a server that answers one thing.

# Serves connections one after the other in a shell of its own; gives @{ Url; Seen; Stop }.
# `Answer` is what it writes, raw; `WaitMs` lets it wait before.
function Start-TestServer {
    param([string] $Answer, $Certificate = $null, [int] $WaitMs = 0)
    $listener = [Net.Sockets.TcpListener]::new([Net.IPAddress]::Loopback, 0)
    $listener.Start()
    $seen = [Collections.Concurrent.ConcurrentQueue[string]]::new()
    $state = [System.Management.Automation.Runspaces.InitialSessionState]::CreateDefault2()
    $shell = [powershell]::Create($state)
    $null = $shell.AddScript({
            param($Listener, $Seen, $Answer, $Certificate, $WaitMs)
            while ($true) {
                try { $client = $Listener.AcceptTcpClient() } catch { return }
                try {
                    $stream = $client.GetStream()
                    if ($null -ne $Certificate) {
                        $stream = [Net.Security.SslStream]::new($stream)
                        $stream.AuthenticateAsServer($Certificate)
                    }
                    $text = ''
                    $buffer = [byte[]]::new(65536)
                    $missing = 1
                    while ($missing -gt 0 -and ($size = $stream.Read($buffer, 0, $buffer.Length)) -gt 0) {
                        $text += [Text.Encoding]::ASCII.GetString($buffer, 0, $size)
                        $head = $text.IndexOf("`r`n`r`n")
                        if ($head -ge 0) {
                            $length = 0
                            if ($text -match 'Content-Length: (\d+)') { $length = [int]$Matches[1] }
                            $missing = $head + 4 + $length - $text.Length
                        }
                    }
                    $Seen.Enqueue($text)
                    [Threading.Thread]::Sleep($WaitMs)
                    $bytes = [Text.Encoding]::ASCII.GetBytes($Answer)
                    $stream.Write($bytes, 0, $bytes.Length)
                    $stream.Flush()
                } catch { $Seen.Enqueue("failed: $_") } finally { $client.Close() }
            }
        })
    foreach ($argument in $listener, $seen, $Answer, $Certificate, $WaitMs) { $null = $shell.AddArgument($argument) }
    $null = $shell.BeginInvoke()
    $scheme = if ($null -ne $Certificate) { 'https' } else { 'http' }
    return @{ Url = "${scheme}://127.0.0.1:$($listener.LocalEndpoint.Port)"; Seen = $seen; Listener = $listener }
}

# Run the block with a server and a service at its address.
function Use-TestServer {
    param([scriptblock] $Block, [string] $Answer, $Certificate = $null, [int] $WaitMs = 0,
        [int] $TimeoutSec = 10)
    $server = Start-TestServer $Answer $Certificate $WaitMs
    try {
        $service = Get-PerfService $server.Url $TimeoutSec $null
        . $Block
    } finally { $server.Listener.Stop() }
}

$ok = "HTTP/1.1 200 OK`r`nContent-Type: application/json`r`nContent-Length: 7`r`nConnection: close`r`n`r`n{`"a`":1}"

Test-That 'a request goes out as it should, and the answer comes back' {
    Use-TestServer -Answer $ok {
        $headers = @{ 'Signature' = 'sig1=:AA==:' }
        $got = Invoke-PerfRequest $service 'POST' '/enclave/submit_key?x=%2F' $headers ([byte[]](123, 125))
        Assert-Equal 1 $got['a']
        $text = ''
        Assert-True $server.Seen.TryDequeue([ref]$text)
        Assert-True $text.StartsWith("POST /enclave/submit_key?x=%2F HTTP/1.1`r`n", [StringComparison]::Ordinal) $text
        Assert-True $text.EndsWith("`r`n`r`n{}", [StringComparison]::Ordinal) $text
        foreach ($header in 'Content-Type: application/json', 'Content-Length: 2', 'Signature: sig1=:AA==:',
            'Accept: application/json, application/problem\+json', 'User-Agent: PerfAggregator-PowerShell/') {
            Assert-True ($text -cmatch "\r\n$header") "$header in $text"
        }
        Assert-True ($text -cnotmatch 'Cookie|Expect|Authorization')
    }
}
Test-That 'an answer in chunks is put together' {
    $chunked = "HTTP/1.1 200 OK`r`nContent-Type: application/json`r`nTransfer-Encoding: chunked`r`n" +
        "Connection: close`r`n`r`n3`r`n{`"a`r`n4`r`n`":1}`r`n0`r`n`r`n"
    Use-TestServer -Answer $chunked { Assert-Equal 1 (Invoke-PerfRequest $service 'GET' '/')['a'] }
}
Test-That 'a problem of the service is passed on with its status and Retry-After' {
    $body = '{"code":"RATE_LIMIT_EXCEEDED","detail":"slow down"}'
    $limited = "HTTP/1.1 429 Too Many Requests`r`nContent-Type: application/problem+json; charset=utf-8`r`n" +
        "Retry-After: 9`r`nContent-Length: $($body.Length)`r`nConnection: close`r`n`r`n$body"
    Use-TestServer -Answer $limited {
        try { $null = Invoke-PerfRequest $service 'GET' '/'; throw 'not refused' } catch { $failure = $_ }
        Assert-Equal 'RATE_LIMIT_EXCEEDED' $failure.FullyQualifiedErrorId
        Assert-Equal '429 9' "$($failure.Exception.Data['Status']) $($failure.Exception.Data['RetryAfter'])"
    }
}
Test-That 'a redirect is not followed' {
    $away = "HTTP/1.1 307 Temporary Redirect`r`nLocation: http://127.0.0.1:1/`r`nContent-Length: 0`r`n" +
        "Connection: close`r`n`r`n"
    Use-TestServer -Answer $away {
        Assert-Fails HTTP_ERROR { Invoke-PerfRequest $service 'GET' '/' }
        Assert-Equal 1 $server.Seen.Count
    }
}
Test-That 'no answer in time is TIMEOUT' {
    Use-TestServer -Answer $ok -WaitMs 3000 -TimeoutSec 1 {
        Assert-Fails TIMEOUT { Invoke-PerfRequest $service 'GET' '/' }
    }
}
Test-That 'half an answer, none at all and nobody there are NETWORK_ERROR' {
    Use-TestServer -Answer $ok.Replace('Length: 7', 'Length: 70') {
        Assert-Fails NETWORK_ERROR { Invoke-PerfRequest $service 'GET' '/' }
    }
    Use-TestServer -Answer '' { Assert-Fails NETWORK_ERROR { Invoke-PerfRequest $service 'GET' '/' } }
    Assert-Fails NETWORK_ERROR { Invoke-PerfRequest (Get-PerfService 'http://127.0.0.1:1' 5 $null) 'GET' '/' }
}
Test-That 'an answer over the limit is refused, one at the limit is not' {
    $most = $script:AnswerSizeMax
    try {
        $script:AnswerSizeMax = 7
        Use-TestServer -Answer $ok { Assert-Equal 1 (Invoke-PerfRequest $service 'GET' '/')['a'] }
        $script:AnswerSizeMax = 6
        Use-TestServer -Answer $ok { Assert-Fails INVALID_REPLY { Invoke-PerfRequest $service 'GET' '/' } }
    } finally { $script:AnswerSizeMax = $most }
}

function Get-TestCertificate {
    $request = [Security.Cryptography.X509Certificates.CertificateRequest]::new(
        'CN=enclave', (Get-TestKey), [Security.Cryptography.HashAlgorithmName]::SHA256)
    return $request.CreateSelfSigned([DateTimeOffset]::UtcNow.AddDays(-1), [DateTimeOffset]::UtcNow.AddDays(1))
}
. ([IO.Path]::Combine($root, 'test', 'powershell', 'Enclave.ps1'))
$certificate = Get-TestCertificate
$spki = $certificate.PublicKey.ExportSubjectPublicKeyInfo()

Test-That 'the key of any certificate is found whole' {
    Assert-Equal $spki (Get-PerfSpki $certificate.RawData)
    Assert-Equal $null (Get-PerfSpki ([byte[]](0x30, 0)))
    Assert-Equal $null (Get-PerfSpki ([byte[]]::new(0)))
    for ($size = 0; $size -lt 100; $size++) {
        Assert-Equal $null (Get-PerfSpki (Get-PerfSlice $certificate.RawData 0 $size))
    }
}
Test-That 'a certificate is believed when trusted, or pinned, or when any is taken; never else' {
    $cases = @('', $false, 'None', $true), @('', $false, 'RemoteCertificateNameMismatch', $false),
        @('', $false, 'RemoteCertificateChainErrors', $false), @('', $true, 'RemoteCertificateChainErrors', $true),
        @($certificate.GetPublicKeyString(), $false, 'RemoteCertificateChainErrors', $true),
        @((Get-TestCertificate).GetPublicKeyString(), $false, 'RemoteCertificateChainErrors', $false)
    foreach ($case in $cases) {
        $key, $takeAny, $errors, $isBelieved = $case
        $tls = @{ Key = $key; TakeAny = $takeAny; Seen = [Collections.Generic.List[object]]::new() }
        $check = Get-PerfTlsCheck $tls
        Assert-Equal $isBelieved $check.Invoke($null, $certificate, $null, $errors) "$case"
        Assert-Equal $certificate.RawData $tls.Seen[0]
        Assert-Equal $certificate.GetPublicKeyString() $tls.Seen[1]
        Assert-Equal ([int][Net.Security.SslPolicyErrors]$errors) $tls.Seen[2]
    }
}
Test-That 'a certificate that nobody vouches for is refused before the request is written' {
    Use-TestServer -Answer $ok -Certificate $certificate {
        Assert-Fails NETWORK_ERROR { Invoke-PerfRequest $service 'GET' '/secret' }
        $service.TlsKey = (Get-TestCertificate).GetPublicKeyString()
        Assert-Fails NETWORK_ERROR { Invoke-PerfRequest $service 'GET' '/secret' }
        $text = ''
        while ($server.Seen.TryDequeue([ref]$text)) { Assert-True ($text -cnotmatch 'secret') $text }
    }
}
Test-That 'the key that a verified quote binds is believed, then and later' {
    Use-TestServer -Answer $ok -Certificate $certificate {
        $null = Invoke-PerfRequest $service 'GET' '/' -TakeAnyCertificate
        Assert-True (Confirm-PerfTls $service @{ Flags = 7; TlsSpkiSha256 = Get-PerfSha256 $spki })
        Assert-Equal 1 (Invoke-PerfRequest $service 'GET' '/')['a']
        Assert-Equal 1 (Invoke-PerfRequest $service 'GET' '/')['a']
    }
}
Test-That 'a key that the quote does not bind gets ATT_E_TLS' {
    Use-TestServer -Answer $ok -Certificate $certificate {
        $null = Invoke-PerfRequest $service 'GET' '/' -TakeAnyCertificate
        $other = @{ Flags = 7; TlsSpkiSha256 = [byte[]]::new(32) }
        $unbound = @{ Flags = 6; TlsSpkiSha256 = Get-PerfSha256 $spki }
        foreach ($binding in $other, $unbound) {
            Assert-Fails ATT_E_TLS { Confirm-PerfTls $service $binding }
        }
        Assert-Equal '' $service.TlsKey
    }
}
Test-That 'a trusted certificate that is not bound is a gateway: believed, and not called bound' {
    $service = Get-PerfService 'https://perf.example' 5 $null
    $service.TlsSeen.AddRange([object[]]@($certificate.RawData, 'AA', 0))
    Assert-Equal $false (Confirm-PerfTls $service @{ Flags = 7; TlsSpkiSha256 = [byte[]]::new(32) })
    Assert-Equal '' $service.TlsKey
}
