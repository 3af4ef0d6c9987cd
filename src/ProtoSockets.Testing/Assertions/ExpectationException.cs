namespace ProtoSockets.Testing;

/// <summary>Something was not as a test expects it. Every test framework takes it for a failure.</summary>
/// <param name="message">What was expected, and what was found.</param>
/// <param name="innerException">What was found, if it is an exception.</param>
public sealed class ExpectationException(string message, Exception? innerException = null) : Exception(message, innerException);
