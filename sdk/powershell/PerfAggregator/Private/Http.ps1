# SPDX-License-Identifier: Apache-2.0
# One request to the service: bounded in time and size, its problem documents turned to errors.
#
# A transport is a block that is given @{ Method; Uri; Headers; Body; TimeoutSec; Tls } and gives
# @{ Status; ContentType; RetryAfter; Body } for every answer, whatever its status.  Tls says which
# certificates to believe (Tls.ps1).

$script:AnswerSizeMax = 16MB
$script:NetworkTransport = { param($Request) Send-PerfHttp $Request }

# @{ Url; TimeoutSec; Transport; TlsKey; TlsSeen } from an address: an origin only, since requests are signed over
# their path as the enclave sees it; https, but for this machine.
function Get-PerfService {
    param([string] $Url, [int] $TimeoutSec, [scriptblock] $Transport)
    $name = 'ServiceUrl'
    $uri = $null
    if (-not [uri]::TryCreate($Url, [UriKind]::Absolute, [ref]$uri)) {
        Deny-PerfOption $name "'$Url' is not a URL: write https://host or https://host:port"
    }
    $isLocal = $uri.IsLoopback -and $uri.Scheme -ceq 'http'
    if ($uri.Scheme -cne 'https' -and -not $isLocal) {
        Deny-PerfOption $name "'$Url' must begin with https:// (http:// is for this machine only)"
    }
    if ($uri.UserInfo) { Deny-PerfOption $name 'it must not carry a user or password' }
    if ($uri.PathAndQuery -cne '/' -or $uri.Fragment) {
        Deny-PerfOption $name "it must end after host and port: $($uri.GetLeftPart('Authority'))"
    }
    if ($null -eq $Transport) { $Transport = $script:NetworkTransport }
    return @{
        Url        = $uri.GetLeftPart('Authority')
        TimeoutSec = $TimeoutSec
        Transport  = $Transport
        TlsKey     = ''
        TlsSeen    = [Collections.Generic.List[object]]::new()
    }
}

# Send and read: the JSON value of a success, $null when it has no content; every failure is a
# problem's own code, or HTTP_ERROR, NETWORK_ERROR, TIMEOUT, INVALID_REPLY.
function Invoke-PerfRequest {
    param([hashtable] $Service, [string] $Method, [string] $Path, $Headers = @{}, $Body = $null,
        [switch] $TakeAnyCertificate)
    $Service.TlsSeen.Clear()
    $request = @{
        Method     = $Method
        Uri        = [uri]($Service.Url + $Path)
        Headers    = $Headers
        Body       = $Body
        TimeoutSec = $Service.TimeoutSec
        Tls        = @{
            Key     = $Service.TlsKey
            TakeAny = [bool]$TakeAnyCertificate
            Seen    = $Service.TlsSeen
        }
    }
    $answer = & $Service.Transport $request
    if ($answer.Status -lt 200 -or $answer.Status -gt 299) { Deny-PerfProblem $answer }
    if ($answer.Status -eq 204) { return $null }
    if ((Get-PerfMediaType $answer) -cne 'application/json') {
        Deny-PerfReply 'it is not application/json: is this the address of an enclave?'
    }
    try {
        return , (ConvertFrom-PerfJson $answer.Body)
    } catch [InvalidOperationException] {
        Deny-PerfReply $_.Exception.Message
    }
}

function Get-PerfMediaType {
    param([hashtable] $Answer)
    return "$($Answer.ContentType)".Split(';')[0].Trim().ToLowerInvariant()
}

# A refusal of the service: its own code and words (RFC 9457), passed on.
function Deny-PerfProblem {
    param([hashtable] $Answer)
    $status = $Answer.Status
    $problem = $null
    if ((Get-PerfMediaType $Answer) -ceq 'application/problem+json') {
        try { $problem = ConvertFrom-PerfJson $Answer.Body } catch { $problem = $null }
    }
    $code = 'HTTP_ERROR'
    $words = "HTTP $status without a problem document: is this the address of an enclave?"
    if ($problem -is [Collections.IDictionary]) {
        $words = "HTTP $status"
        foreach ($name in 'title', 'detail') {
            if ($problem[$name] -is [string]) { $words = $problem[$name] }
        }
        if ($problem['code'] -is [string]) { $code = $problem['code'] }
        $words = "${code}: $words"
    }
    $failure = Get-PerfFailure $code $words 'InvalidResult'
    $failure.Exception.Data['Status'] = $status
    $failure.Exception.Data['RetryAfter'] = $Answer.RetryAfter
    if ($null -ne $problem) { $failure.Exception.Data['Problem'] = ConvertTo-PerfObject $problem }
    throw $failure
}

# The transport over the network.  HttpWebRequest is the one client that both .NET families have
# and that works without threads, which PowerShell's blocks cannot run on.
function Send-PerfHttp {
    param([hashtable] $Request)
    if ($PSVersionTable.PSEdition -ceq 'Desktop') {
        # .NET Framework may start with older versions only.
        [Net.ServicePointManager]::SecurityProtocol =
            [Net.ServicePointManager]::SecurityProtocol -bor [Net.SecurityProtocolType]::Tls12
    }
    try {
        $response = Get-PerfHttpResponse $Request
    } catch [Net.WebException] {
        Deny-PerfNetwork $Request $_.Exception
    }
    try {
        if ($Request.Uri.Scheme -ceq 'https' -and $Request.Tls.Seen.Count -eq 0) {
            throw (Get-PerfFailure 'NETWORK_ERROR' 'TLS without a certificate to check')
        }
        return @{
            Status      = [int]$response.StatusCode
            ContentType = $response.ContentType
            RetryAfter  = $response.Headers['Retry-After']
            Body        = Read-PerfHttpBody $response
        }
    } catch [IO.IOException] {
        Deny-PerfNetwork $Request $_.Exception
    } catch [Net.WebException] {
        Deny-PerfNetwork $Request $_.Exception
    } finally {
        $response.Close()
    }
}

# A response of any status; [Net.WebException] when there is none.
function Get-PerfHttpResponse {
    param([hashtable] $Request)
    $http = [Net.WebRequest]::Create($Request.Uri)
    $http.Method = $Request.Method
    $http.AllowAutoRedirect = $false
    # A connection of its own, so that each is checked by its own check.
    $http.KeepAlive = $false
    if ($Request.Uri.Scheme -ceq 'https') {
        $http.ServerCertificateValidationCallback = Get-PerfTlsCheck $Request.Tls
    }
    $http.Timeout = 1000 * $Request.TimeoutSec
    $http.ReadWriteTimeout = 1000 * $Request.TimeoutSec
    $http.Accept = 'application/json, application/problem+json'
    $http.UserAgent = 'PerfAggregator-PowerShell/0.1.0'
    foreach ($name in $Request.Headers.Keys) { $http.Headers.Add($name, $Request.Headers[$name]) }
    if ($null -ne $Request.Body) {
        $http.ContentType = 'application/json'
        $http.ContentLength = $Request.Body.Length
        $stream = $http.GetRequestStream()
        try { $stream.Write($Request.Body, 0, $Request.Body.Length) } finally { $stream.Dispose() }
    }
    try {
        return $http.GetResponse()
    } catch [Net.WebException] {
        if ($null -ne $_.Exception.Response) { return $_.Exception.Response }
        throw
    }
}

function Read-PerfHttpBody {
    param([Net.WebResponse] $Response)
    $body = [IO.MemoryStream]::new()
    $chunk = [byte[]]::new(65536)
    $stream = $Response.GetResponseStream()
    try {
        while (($size = $stream.Read($chunk, 0, $chunk.Length)) -gt 0) {
            $body.Write($chunk, 0, $size)
            if ($body.Length -gt $script:AnswerSizeMax) {
                Deny-PerfReply "it is larger than $script:AnswerSizeMax bytes"
            }
        }
    } finally { $stream.Dispose() }
    return , $body.ToArray()
}

function Deny-PerfNetwork {
    param([hashtable] $Request, [Exception] $Exception)
    $origin = $Request.Uri.GetLeftPart('Authority')
    $inner = $Exception
    while ($null -ne $inner.InnerException) { $inner = $inner.InnerException }
    # Whichever clock ran out first: the request's own, or the socket's.
    if (($Exception -is [Net.WebException] -and "$($Exception.Status)" -ceq 'Timeout') -or
        ($inner -is [Net.Sockets.SocketException] -and
            "$($inner.SocketErrorCode)" -ceq 'TimedOut')) {
        $words = "$origin gave no answer within $($Request.TimeoutSec) s: try again, or raise " +
            '-TimeoutSec'
        throw (Get-PerfFailure 'TIMEOUT' $words 'OperationTimeout')
    }
    $words = "$origin cannot be reached: $($inner.Message)"
    if ($inner -is [Security.Authentication.AuthenticationException]) {
        $words += ' Its certificate must be one that this machine trusts, or the one of an ' +
            'enclave whose session object you give.'
    }
    throw (Get-PerfFailure 'NETWORK_ERROR' $words 'ConnectionError')
}
