namespace MemcachedSample;

/// <summary>Section 3.2, response status. Values that are not listed here are kept as they are.</summary>
public enum Status : ushort
{
    Success = 0x0000,
    KeyNotFound = 0x0001,
    KeyExists = 0x0002,
    ValueTooLarge = 0x0003,
    InvalidArguments = 0x0004,
    NotStored = 0x0005,
    NonNumericValue = 0x0006,
    WrongVBucket = 0x0007,
    AuthenticationError = 0x0020,
    AuthenticationContinue = 0x0021,
    UnknownCommand = 0x0081,
    OutOfMemory = 0x0082,
    NotSupported = 0x0083,
    InternalError = 0x0084,
    Busy = 0x0085,
    TemporaryFailure = 0x0086,
}
