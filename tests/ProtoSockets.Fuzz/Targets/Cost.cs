using System.Collections;
using System.Diagnostics;
using System.Reflection;
using System.Runtime.CompilerServices;

namespace ProtoSockets.Fuzz.Targets;

/// <summary>
/// What reading may cost. Memory: 4 KiB, and for each byte of the input 64 bytes and 4 times the size of the largest element that a list of the type has. Time: 20 ms, and 5 us for each byte.
/// That is far more than reading takes; it is what can't be exceeded where neither grows with anything but the bytes that came.
/// </summary>
internal sealed class Cost
{
    private const int FreeBytes = 4096;
    private const int BytesForByte = 64;
    private const int Attempts = 4;

    private readonly long _bytesForByte;

    public Cost(Type type) => _bytesForByte = BytesForByte + (4 * LargestElement(type, []));

    /// <summary>Reads, and reads again if it seems to cost too much: the first time pays for what is made once, and others use the machine.</summary>
    public void Check(int length, Action read)
    {
        long most = FreeBytes + (length * _bytesForByte);
        TimeSpan longest = TimeSpan.FromMilliseconds(20) + TimeSpan.FromMicroseconds(5 * length);
        long allocated = 0;
        TimeSpan took = default;
        for (int attempt = 0; attempt < Attempts; attempt++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            long start = Stopwatch.GetTimestamp();
            read();
            took = Stopwatch.GetElapsedTime(start);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
            if (allocated <= most && took <= longest)
            {
                return;
            }
        }

        FindingException.Require(allocated <= most, $"{length} bytes make reading allocate {allocated}, and {most} is the most that it may");
        FindingException.Require(took <= longest, $"{length} bytes take {took.TotalMilliseconds:0} ms to read, and {longest.TotalMilliseconds:0} ms is the most that it may");
    }

    private static int LargestElement(Type type, HashSet<Type> known)
    {
        if (!known.Add(type) || type.IsPointer || type.IsByRefLike || type.IsGenericTypeDefinition)
        {
            return 0;
        }

        Type? element = type.IsArray ? type.GetElementType() : type.IsGenericType && type.IsAssignableTo(typeof(IEnumerable)) ? type.GenericTypeArguments[0] : null;
        if (element is not null)
        {
            return Math.Max(element.IsByRefLike ? 0 : SizeOf(element), LargestElement(element, known));
        }

        if (type.IsPrimitive || type == typeof(string) || type.Namespace?.StartsWith("System", StringComparison.Ordinal) == true)
        {
            return type.IsGenericType ? type.GenericTypeArguments.Max(argument => LargestElement(argument, known)) : 0;
        }

        // A record of its own, too, is an object where it is a class.
        int largest = type.IsValueType ? 0 : ObjectSize(type);
        foreach (FieldInfo field in type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic))
        {
            largest = Math.Max(largest, LargestElement(field.FieldType, known));
        }

        return largest;
    }

    private static int SizeOf(Type type) =>
        type.IsValueType ? (int)typeof(Unsafe).GetMethod(nameof(Unsafe.SizeOf))!.MakeGenericMethod(type).Invoke(null, null)! : ObjectSize(type);

    /// <summary>An object with its header, and the reference to it.</summary>
    private static int ObjectSize(Type type) =>
        24 + type.GetFields(BindingFlags.Instance | BindingFlags.Public | BindingFlags.NonPublic).Sum(field => field.FieldType.IsValueType ? SizeOf(field.FieldType) : 8);
}
