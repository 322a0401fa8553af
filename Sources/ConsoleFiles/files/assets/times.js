// Times are shown in the server's zone; whoever reads them elsewhere sees their own as a hint.
const own = new Intl.DateTimeFormat(undefined, { dateStyle: "medium", timeStyle: "medium" });

export function dressTimes(root) {
  for (const time of root.querySelectorAll("time[datetime]:not([title])")) {
    const date = new Date(time.dateTime);
    if (!Number.isNaN(date.getTime())) time.title = own.format(date);
  }
}

// What a clock in a zone shows at an instant, as if that were UTC.
function wall(instant, zone) {
  const parts = new Intl.DateTimeFormat("en-GB", {
    timeZone: zone, year: "numeric", month: "2-digit", day: "2-digit", hour: "2-digit", minute: "2-digit",
    second: "2-digit", hourCycle: "h23",
  }).formatToParts(instant);
  const part = (type) => Number(parts.find((found) => found.type === type).value);
  return Date.UTC(part("year"), part("month") - 1, part("day"), part("hour"), part("minute"), part("second"));
}

const full = (time) => (time.length === 5 ? `${time}:00` : time);

// Whether there is such a date and time: a browser takes the 30th of February for the 2nd of March.
export function isMoment(date, time) {
  const text = `${date}T${full(time)}`;
  const moment = new Date(`${text}Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(text);
}

// The instant at which a clock in a zone shows this date and time.
export function instantIn(zone, date, time) {
  const wanted = Date.parse(`${date}T${full(time)}Z`);
  let instant = wanted;
  // Twice, since the difference of the zone may change in between.
  for (let round = 0; round < 2; round += 1) instant += wanted - wall(instant, zone);
  return new Date(instant).toISOString().replace(".000", "");
}

export function textIn(zone, instant) {
  return new Date(wall(instant, zone)).toISOString().slice(0, 19).replace("T", " ");
}
