/*
 * The limit that the others are compared with: a server and a client in C that do nothing but what the messages need. Same messages, same way to count as Net/ beside it.
 *
 *   limit server blocking|epoll|spin      prints "port N", then answers each line on standard input with "ok 0 0"
 *   limit client blocking|epoll|spin      open PORT CONNECTIONS IN_FLIGHT PAYLOAD | run MILLISECONDS | stream MILLISECONDS EACH | close
 *
 * A frame: length of all of it (32 bits), kind (16: 1 request, 2 reply, 3 note), call (32), payload; big-endian. A reply has the first 32 bytes of the request's payload.
 */
#define _GNU_SOURCE
#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <pthread.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

enum { HEADER = 10, REPLY = 32, NOTE = 64, BATCH = 256, BUFFER = 256 * 1024, SAMPLES = 1 << 20 };
enum mode { BLOCKING, EPOLL, SPIN };

struct connection {
    int fd;
    int start, end, out;
    unsigned char in[BUFFER], send[BUFFER];
};

static enum mode mode;

static void fail(const char *what) {
    printf("error %s: %s\n", what, strerror(errno));
    exit(1);
}

static int64_t now(void) {
    struct timespec time;
    clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1000000000LL + time.tv_nsec;
}

static uint32_t get32(const unsigned char *at) { uint32_t value; memcpy(&value, at, 4); return ntohl(value); }
static void put32(unsigned char *at, uint32_t value) { value = htonl(value); memcpy(at, &value, 4); }

static void put_header(unsigned char *at, int length, int kind, uint32_t call) {
    put32(at, length);
    at[4] = 0;
    at[5] = kind;
    put32(at + 6, call);
}

/* Sends what has gathered, and waits for room where there is none: the peers here always read on. On one core they can't while somebody looks again and again. */
static void flush(struct connection *one) {
    int sent = 0;
    while (sent < one->out) {
        ssize_t count = send(one->fd, one->send + sent, one->out - sent, MSG_NOSIGNAL);
        if (count > 0) {
            sent += count;
        } else if (errno != EAGAIN) {
            fail("send");
        } else if (mode != SPIN) {
            struct pollfd room = { .fd = one->fd, .events = POLLOUT };
            poll(&room, 1, -1);
        }
    }
    one->out = 0;
}

/* Receives what is there. 0: the end; -1: nothing. */
static int receive(struct connection *one) {
    if (one->start == one->end) one->start = one->end = 0;
    if (one->end > BUFFER / 2) {
        memmove(one->in, one->in + one->start, one->end - one->start);
        one->end -= one->start;
        one->start = 0;
    }
    ssize_t count = recv(one->fd, one->in + one->end, BUFFER - one->end, 0);
    if (count < 0) {
        if (errno == EAGAIN) return -1;
        return 0;
    }
    one->end += count;
    return count;
}

static unsigned char *next_frame(struct connection *one, int *length) {
    if (one->end - one->start < HEADER) return NULL;
    *length = get32(one->in + one->start);
    if (one->end - one->start < *length) return NULL;
    unsigned char *frame = one->in + one->start;
    one->start += *length;
    return frame;
}

static struct connection *adopt(int fd) {
    int on = 1;
    setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    if (mode != BLOCKING) fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
    struct connection *one = malloc(sizeof *one);
    one->fd = fd;
    one->start = one->end = one->out = 0;
    return one;
}

/* ---- server ---- */

static void answer(struct connection *one) {
    unsigned char *frame;
    int length;
    while ((frame = next_frame(one, &length))) {
        if (frame[5] != 1) continue;
        if (one->out + HEADER + REPLY > BUFFER) flush(one);
        unsigned char *reply = one->send + one->out;
        put_header(reply, HEADER + REPLY, 2, get32(frame + 6));
        memcpy(reply + HEADER, frame + HEADER, REPLY);
        one->out += HEADER + REPLY;
    }
    if (one->out) flush(one);
}

static void *serve_one(void *argument) {
    struct connection *one = argument;
    int count;
    while ((count = receive(one)) != 0)
        if (count > 0) answer(one);
    close(one->fd);
    free(one);
    return NULL;
}

static void *accept_all(void *argument) {
    int listener = *(int *)argument;
    for (;;) {
        int fd = accept(listener, NULL, NULL);
        if (fd < 0) fail("accept");
        pthread_t thread;
        pthread_create(&thread, NULL, serve_one, adopt(fd));
        pthread_detach(thread);
    }
    return NULL;
}

static void *serve_by_epoll(void *argument) {
    int listener = *(int *)argument, all = epoll_create1(0);
    struct epoll_event event = { .events = EPOLLIN, .data.ptr = NULL }, ready[64];
    epoll_ctl(all, EPOLL_CTL_ADD, listener, &event);
    for (;;) {
        int count = epoll_wait(all, ready, 64, -1);
        for (int i = 0; i < count; i++) {
            struct connection *one = ready[i].data.ptr;
            if (!one) {
                event.data.ptr = adopt(accept(listener, NULL, NULL));
                epoll_ctl(all, EPOLL_CTL_ADD, ((struct connection *)event.data.ptr)->fd, &event);
            } else if (receive(one) == 0) {
                close(one->fd);
                free(one);
            } else {
                answer(one);
            }
        }
    }
    return NULL;
}

static int server(void) {
    static int listener;
    listener = socket(AF_INET, SOCK_STREAM, 0);
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t size = sizeof address;
    if (bind(listener, (struct sockaddr *)&address, size) || listen(listener, 1024)) fail("bind");
    getsockname(listener, (struct sockaddr *)&address, &size);
    pthread_t thread;
    pthread_create(&thread, NULL, mode == EPOLL ? serve_by_epoll : accept_all, &listener);
    printf("port %d\n", ntohs(address.sin_port));
    fflush(stdout);
    char line[256];
    while (fgets(line, sizeof line, stdin)) {
        puts("ok 0 0");
        fflush(stdout);
    }
    return 0;
}

/* ---- client ---- */

static struct connection **all;
static int connections, in_flight, payload;
static int64_t *started;
static uint32_t samples[SAMPLES];
static int sample_count;
static long calls;

static int by_value(const void *left, const void *right) {
    uint32_t a = *(const uint32_t *)left, b = *(const uint32_t *)right;
    return a < b ? -1 : a > b;
}

static void ask(struct connection *one, uint32_t call) {
    if (one->out + HEADER + payload > BUFFER) flush(one);
    unsigned char *frame = one->send + one->out;
    put_header(frame, HEADER + payload, 1, call);
    memset(frame + HEADER, (int)call, payload);
    one->out += HEADER + payload;
}

/* Takes the replies that have come, and asks again until the time is over. */
static int take(struct connection *one, int index, int64_t until) {
    unsigned char *frame;
    int length, pending = 0;
    int64_t time = now();
    while ((frame = next_frame(one, &length))) {
        uint32_t call = get32(frame + 6);
        if (length != HEADER + REPLY || frame[5] != 2 || frame[HEADER] != (unsigned char)call) fail("reply");
        int64_t *start = &started[index * in_flight + call];
        if (sample_count < SAMPLES) samples[sample_count++] = time - *start;
        calls++;
        if (time < until) {
            *start = time;
            ask(one, call);
        } else {
            pending++;
        }
    }
    if (one->out) flush(one);
    return pending;
}

static void run(int milliseconds) {
    int queue = mode == EPOLL ? epoll_create1(0) : -1, left = connections * in_flight;
    struct epoll_event ready[64];
    sample_count = 0;
    calls = 0;
    int64_t start = now(), until = start + milliseconds * 1000000LL;
    for (int i = 0; i < connections; i++) {
        struct epoll_event event = { .events = EPOLLIN, .data.u32 = i };
        if (queue >= 0) epoll_ctl(queue, EPOLL_CTL_ADD, all[i]->fd, &event);
        for (int call = 0; call < in_flight; call++) {
            started[i * in_flight + call] = now();
            ask(all[i], call);
        }
        flush(all[i]);
    }
    while (left > 0) {
        if (queue >= 0) {
            int count = epoll_wait(queue, ready, 64, -1);
            for (int i = 0; i < count; i++) {
                int index = ready[i].data.u32;
                if (receive(all[index]) == 0) fail("closed");
                left -= take(all[index], index, until);
            }
        } else {
            for (int i = 0; i < connections; i++) {
                int count = receive(all[i]);
                if (count == 0) fail("closed");
                if (count > 0) left -= take(all[i], i, until);
            }
        }
    }
    int64_t elapsed = now() - start;
    if (queue >= 0) close(queue);
    qsort(samples, sample_count, sizeof *samples, by_value);
    printf("ok %ld %ld %u %u 0 0\n", calls, elapsed, samples[sample_count / 2], samples[(int)(sample_count * 0.99)]);
}

static void stream(int milliseconds) {
    struct connection *one = all[0];
    int64_t start = now(), until = start + milliseconds * 1000000LL;
    calls = 0;
    while (now() < until) {
        for (int i = 0; i < BATCH; i++) {
            unsigned char *frame = one->send + one->out;
            put_header(frame, NOTE, 3, 0);
            memset(frame + HEADER, i, NOTE - HEADER);
            one->out += NOTE;
        }
        flush(one);
        calls += BATCH;
    }
    ask(one, 0);
    flush(one);
    int length, count;
    do {
        count = receive(one);
        if (count == 0) fail("closed");
    } while (count < 0 || !next_frame(one, &length));
    printf("ok %ld %ld 0 0 0 0\n", calls, now() - start);
}

static void open_all(int port) {
    struct sockaddr_in address = { .sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    all = malloc(connections * sizeof *all);
    started = malloc((size_t)connections * in_flight * sizeof *started);
    for (int i = 0; i < connections; i++) {
        int fd = socket(AF_INET, SOCK_STREAM, 0);
        if (connect(fd, (struct sockaddr *)&address, sizeof address)) fail("connect");
        all[i] = adopt(fd);
    }
    puts("ok");
}

static void close_all(void) {
    for (int i = 0; i < connections; i++) {
        close(all[i]->fd);
        free(all[i]);
    }
    free(all);
    free(started);
    puts("ok");
}

static int client(void) {
    char line[256];
    int port, milliseconds;
    while (fgets(line, sizeof line, stdin)) {
        if (sscanf(line, "open %d %d %d %d", &port, &connections, &in_flight, &payload) == 4) open_all(port);
        else if (sscanf(line, "run %d", &milliseconds) == 1) run(milliseconds);
        else if (sscanf(line, "stream %d", &milliseconds) == 1) stream(milliseconds);
        else close_all();
        fflush(stdout);
    }
    return 0;
}

int main(int count, char **arguments) {
    if (count != 3) return 2;
    mode = !strcmp(arguments[2], "epoll") ? EPOLL : !strcmp(arguments[2], "spin") ? SPIN : BLOCKING;
    return !strcmp(arguments[1], "server") ? server() : client();
}
