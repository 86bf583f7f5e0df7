// What happens with a filtered track: a recording, and a call to this page itself.

/** A recording that is running. */
export interface Recording {
  /** Ends the recording, and returns its file. */
  stop(): Promise<Blob>;
}

/** Records a track, in the first format that the browser has. */
export function record(track: MediaStreamTrack): Recording {
  // avc3, because the size may change with the source.
  const types = ["video/mp4;codecs=avc3.42E01F", "video/webm;codecs=vp9", "video/webm"];
  const mimeType = types.find((type) => MediaRecorder.isTypeSupported(type));
  const recorder = new MediaRecorder(new MediaStream([track]), mimeType === undefined ? {} : { mimeType });
  const parts: Blob[] = [];
  recorder.addEventListener("dataavailable", ({ data }) => parts.push(data));
  const ended = new Promise<Blob>((resolve) => {
    recorder.addEventListener("stop", () => resolve(new Blob(parts, { type: recorder.mimeType })));
  });
  recorder.start(1000);
  return {
    stop() {
      if (recorder.state !== "inactive") recorder.stop();
      return ended;
    },
  };
}

/** A call from this page to itself. */
export interface Call {
  /** What arrives. */
  readonly stream: MediaStream;
  close(): void;
}

/** Sends a track through a peer connection. */
export async function call(track: MediaStreamTrack): Promise<Call> {
  const [caller, callee] = [new RTCPeerConnection(), new RTCPeerConnection()];
  caller.addEventListener("icecandidate", ({ candidate }) => void callee.addIceCandidate(candidate));
  callee.addEventListener("icecandidate", ({ candidate }) => void caller.addIceCandidate(candidate));
  const arrived = new Promise<MediaStream>((resolve) => {
    callee.addEventListener("track", ({ track }) => resolve(new MediaStream([track])));
  });
  caller.addTrack(track);
  await caller.setLocalDescription();
  await callee.setRemoteDescription(caller.localDescription as RTCSessionDescription);
  await callee.setLocalDescription();
  await caller.setRemoteDescription(callee.localDescription as RTCSessionDescription);
  return {
    stream: await arrived,
    close() {
      caller.close();
      callee.close();
    },
  };
}
