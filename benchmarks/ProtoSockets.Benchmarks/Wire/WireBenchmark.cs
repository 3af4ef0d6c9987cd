using System.Buffers;
using System.Text.Json;

namespace ProtoSockets.Benchmarks.Wire;

/// <summary>Generated serializers beside code written by hand and System.Text.Json.</summary>
internal static class WireBenchmark
{
    private static readonly byte[] Name = "greenhouse-7/bed-3"u8.ToArray();

    /// <summary>Several, so that the compiler can't take one for a constant.</summary>
    private static readonly Sensors.Sample[] Samples =
    [
        .. Enumerable.Range(0, 16).Select(number =>
            new Sensors.Sample((uint)(4711 + number), 1_765_432_100_123 + number, (ushort)number, (short)-number, 101_325 + number, 52.520008, 13.404954, 3.71f)),
    ];

    private static readonly Sensors.NamedSample[] NamedSamples =
    [
        .. Samples.Select(sample => new Sensors.NamedSample(
            new Utf8Text(Name), sample.Sensor, sample.Timestamp, sample.Status, sample.Temperature, sample.Pressure, sample.Latitude, sample.Longitude, sample.Battery)),
    ];

    public static async Task RunAsync()
    {
        var table = new MarkdownTable("operation", "by", "wire bytes", "ns", "ratio", "allocated bytes");
        await AddAsync(table, "write numbers", WriteNumbers());
        await AddAsync(table, "read numbers", ReadNumbers());
        await AddAsync(table, "write text and numbers", WriteText());
        await AddAsync(table, "read text and numbers", ReadText());
        Console.Write(table);
    }

    private static async Task AddAsync(MarkdownTable table, string operation, (int Size, int JsonSize, Contender[] Contenders) contest)
    {
        foreach (Contest.Result result in await Contest.RunAsync(contest.Contenders))
        {
            int size = result.Name.StartsWith("System.Text.Json", StringComparison.Ordinal) ? contest.JsonSize : contest.Size;
            table.Add(operation, result.Name, $"{size}", $"{result.Nanoseconds:0.0}", $"{result.Ratio:0.00}", $"{result.Allocated:0.#}");
        }
    }

    private static (int Size, int JsonSize, Contender[] Contenders) WriteNumbers()
    {
        byte[] buffer = new byte[256];
        Func<JsonSample, int> json = JsonWriter();
        int size = HandWritten.Write(buffer, 1, in Samples[0]);
        Check(buffer.AsSpan(0, size), Samples[0].Write);
        JsonSample form = ToJson(name: null);
        return (size, json(form),
        [
            new("by hand", count =>
            {
                long sum = 0;
                for (int i = 0; i < count; i++)
                {
                    sum += HandWritten.Write(buffer, (uint)i, in Samples[i & 15]) + buffer[7];
                }

                return sum;
            }),
            new("generated", count =>
            {
                long sum = 0;
                for (int i = 0; i < count; i++)
                {
                    sum += Samples[i & 15].Write(buffer, new Sensors.Header { Sequence = (uint)i }) + buffer[7];
                }

                return sum;
            }),
            new("System.Text.Json", count => WriteJson(json, form, count)),
        ]);
    }

    private static (int Size, int JsonSize, Contender[] Contenders) WriteText()
    {
        byte[] buffer = new byte[256];
        Func<JsonSample, int> json = JsonWriter();
        int size = HandWritten.Write(buffer, 1, in NamedSamples[0], Name);
        Check(buffer.AsSpan(0, size), NamedSamples[0].Write);
        JsonSample form = ToJson("greenhouse-7/bed-3");
        return (size, json(form),
        [
            new("by hand", count =>
            {
                long sum = 0;
                for (int i = 0; i < count; i++)
                {
                    sum += HandWritten.Write(buffer, (uint)i, in NamedSamples[i & 15], Name) + buffer[7];
                }

                return sum;
            }),
            new("generated", count =>
            {
                long sum = 0;
                for (int i = 0; i < count; i++)
                {
                    sum += NamedSamples[i & 15].Write(buffer, new Sensors.Header { Sequence = (uint)i }) + buffer[7];
                }

                return sum;
            }),
            new("System.Text.Json", count => WriteJson(json, form, count)),
        ]);
    }

    private static (int Size, int JsonSize, Contender[] Contenders) ReadNumbers()
    {
        byte[] frame = new byte[256];
        frame = frame[..HandWritten.Write(frame, 1, in Samples[0])];
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(ToJson(name: null), JsonForm.Default.JsonSample);
        return (frame.Length, json.Length,
        [
            new("by hand", count =>
            {
                long sum = 0;
                for (int i = 0; i < count; i++)
                {
                    sum += HandWritten.TryRead(frame, out uint sequence, out Sensors.Sample sample) ? sequence + Sum(in sample) : throw Broken();
                }

                return sum;
            }),
            new("generated", count =>
            {
                long sum = 0;
                for (int i = 0; i < count; i++)
                {
                    sum += Sensors.Sample.TryRead(frame, out Sensors.Header header, out Sensors.Sample sample, out _)
                        ? header.Sequence + Sum(in sample)
                        : throw Broken();
                }

                return sum;
            }),
            new("System.Text.Json", count => ReadJson(json, count)),
        ]);
    }

    private static (int Size, int JsonSize, Contender[] Contenders) ReadText()
    {
        byte[] frame = new byte[256];
        frame = frame[..HandWritten.Write(frame, 1, in NamedSamples[0], Name)];
        byte[] json = JsonSerializer.SerializeToUtf8Bytes(ToJson("greenhouse-7/bed-3"), JsonForm.Default.JsonSample);
        return (frame.Length, json.Length,
        [
            new("by hand", count =>
            {
                long sum = 0;
                for (int i = 0; i < count; i++)
                {
                    sum += HandWritten.TryRead(frame, out uint sequence, out Sensors.NamedSample sample) ? sequence + Sum(in sample) : throw Broken();
                }

                return sum;
            }),
            new("generated", count =>
            {
                long sum = 0;
                for (int i = 0; i < count; i++)
                {
                    sum += Sensors.NamedSample.TryRead(frame, out Sensors.Header header, out Sensors.NamedSample sample, out _)
                        ? header.Sequence + Sum(in sample)
                        : throw Broken();
                }

                return sum;
            }),
            new("System.Text.Json", count => ReadJson(json, count)),
        ]);
    }

    private delegate int WriteFrame(Span<byte> destination, in Sensors.Header header);

    /// <summary>A comparison of different bytes would say nothing.</summary>
    private static void Check(ReadOnlySpan<byte> expected, WriteFrame write)
    {
        byte[] buffer = new byte[256];
        int size = write(buffer, new Sensors.Header { Sequence = 1 });
        if (!expected.SequenceEqual(buffer.AsSpan(0, size)))
        {
            throw new InvalidOperationException($"Generated and hand-written code disagree: {Convert.ToHexString(buffer.AsSpan(0, size))}, {Convert.ToHexString(expected)}");
        }
    }

    private static long ReadJson(byte[] json, int count)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            JsonSample sample = JsonSerializer.Deserialize(json, JsonForm.Default.JsonSample) ?? throw Broken();
            sum += sample.Sequence + sample.Timestamp + sample.Pressure;
        }

        return sum;
    }

    private static JsonSample ToJson(string? name)
    {
        Sensors.Sample sample = Samples[0];
        return new(
            1, name, sample.Sensor, sample.Timestamp, sample.Status, sample.Temperature, sample.Pressure, sample.Latitude, sample.Longitude, sample.Battery);
    }

    /// <summary>Looks at every member, so that none need not be read.</summary>
    private static long Sum(in Sensors.Sample sample) =>
        sample.Sensor + sample.Timestamp + sample.Status + sample.Temperature + sample.Pressure + (long)(sample.Latitude + sample.Longitude + sample.Battery);

    private static long Sum(in Sensors.NamedSample sample) =>
        (sample.Name.TryGetBytes(out ReadOnlyMemory<byte> name) ? name.Length : 0)
        + sample.Sensor + sample.Timestamp + sample.Status + sample.Temperature + sample.Pressure + (long)(sample.Latitude + sample.Longitude + sample.Battery);

    private static InvalidOperationException Broken() => new("What was written can't be read.");

    /// <summary>Writes into a buffer that is kept, as a connection would.</summary>
    private static Func<JsonSample, int> JsonWriter()
    {
        var buffer = new ArrayBufferWriter<byte>(1024);
        var writer = new Utf8JsonWriter(buffer);
        return sample =>
        {
            buffer.ResetWrittenCount();
            writer.Reset();
            JsonSerializer.Serialize(writer, sample, JsonForm.Default.JsonSample);
            return buffer.WrittenCount;
        };
    }

    private static long WriteJson(Func<JsonSample, int> write, JsonSample sample, int count)
    {
        long sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += write(sample);
        }

        return sum;
    }
}
