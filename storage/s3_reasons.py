"""What an S3 service's refusals mean, in words that say what to mend. No secret is ever part of them."""

from __future__ import annotations

# Error codes of the S3 API and, for HEAD requests, whose answers have no body, HTTP status codes:
# https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html
_BY_CODE = {
    "there is no such S3 bucket": ("NoSuchBucket", "404", "InvalidBucketName"),
    "access denied: these credentials may not do that": ("AccessDenied", "AllAccessDisabled", "403", "AccountProblem"),
    "the service does not know this access key": ("InvalidAccessKeyId", "UnrecognizedClientException"),
    "the secret key does not fit the access key": ("SignatureDoesNotMatch",),
    "it is in an archive: restore it first": ("InvalidObjectState",),
    "the session token is not valid, or no more": (
        "ExpiredToken",
        "ExpiredTokenException",
        "InvalidToken",
        "TokenRefreshRequired",
        "RequestExpired",
    ),
    "the clock of this machine is wrong": ("RequestTimeTooSkewed",),
    "the S3 bucket is in another region: set WINNOW_S3_REGION": (
        "PermanentRedirect",
        "301",
        "AuthorizationHeaderMalformed",
        "IllegalLocationConstraintException",
    ),
    "the service is too busy, many times in a row": (
        "SlowDown",
        "503",
        "ServiceUnavailable",
        "Throttling",
        "ThrottlingException",
        "RequestLimitExceeded",
        "TooManyRequests",
        "429",
    ),
    "the service failed, many times in a row": ("InternalError", "InternalServerError", "500", "502", "504"),
    "the service takes too long": ("RequestTimeout",),
    "what arrived is not what was sent; if it stays so, set WINNOW_S3_CHECKSUMS=when_required": (
        "BadDigest",
        "InvalidDigest",
        "XAmzContentSHA256Mismatch",
        "XAmzContentChecksumMismatch",
        "IncompleteBody",
    ),
    "the service can't do what was asked; an old one may need WINNOW_S3_CHECKSUMS=when_required": (
        "NotImplemented",
        "501",
        "400",
        "InvalidRequest",
        "InvalidArgument",
    ),
    "writers got in each other's way, many times in a row": ("ConditionalRequestConflict", "OperationAborted", "409"),
    "the encryption key can't be used": (
        "KMS.DisabledException",
        "KMS.NotFoundException",
        "KMS.KMSInvalidStateException",
    ),
}
_REASONS = {code: reason for reason, codes in _BY_CODE.items() for code in codes}

_FULL = {
    "QuotaExceeded",
    "StorageFull",
    "InsufficientStorage",
    "XMinioStorageFull",
    "XMinioAdminBucketQuotaExceeded",
    "507",
}

# By the name of botocore's exception; what is not here is told by that name.
_BY_EXCEPTION = {
    "NoCredentialsError": "there are no credentials: set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or a profile",
    "PartialCredentialsError": "the credentials are not complete",
    "CredentialRetrievalError": "the credentials can't be had from where the profile says",
    "TokenRetrievalError": "the session token can't be had from where the profile says",
    "SSOTokenLoadError": "there is no valid single sign-on session: log in again",
    "UnauthorizedSSOTokenError": "there is no valid single sign-on session: log in again",
    "ProfileNotFound": "there is no such profile in the AWS configuration: see WINNOW_S3_PROFILE",
    "ConfigParseError": "the AWS configuration file can't be read",
    "EndpointConnectionError": "nothing answers there",
    "ConnectTimeoutError": "nothing answers there in time",
    "ConnectionClosedError": "the connection was cut, many times in a row",
    "ReadTimeoutError": "the service takes too long, many times in a row",
    "ResponseStreamingError": "the connection was cut, many times in a row",
    "IncompleteReadError": "the connection was cut, many times in a row",
    "ProtocolError": "the connection was cut, many times in a row",
    "FlexibleChecksumError": "what arrives is not what was stored, many times in a row",
    "SSLError": "the service's certificate is not trusted here",
    "ProxyConnectionError": "the proxy that the environment names does not answer",
    "InvalidRegionError": "the region's name is not one: see WINNOW_S3_REGION",
    "NoRegionError": "no region is set: see WINNOW_S3_REGION",
    "ParamValidationError": "the S3 bucket's name is not one",
    "ResponseParserError": "what answers there does not speak S3",
}


def reason_of_code(code: str, operation: str) -> str:
    """Return what an error code means; for one that is not known the code itself, with what was asked."""
    return _REASONS.get(code, f"{operation} was refused with {code[:60]}")


def reason_of_exception(name: str) -> str:
    """Return what went wrong before an answer came."""
    return _BY_EXCEPTION.get(name, name)


def means_full(code: str) -> bool:
    """Tell whether a code says that there is no room left."""
    return code in _FULL
