import 'avatar-ptt/define';
import type { TurnEndEvent, TurnStartEvent } from 'avatar-ptt';
import { Component, CUSTOM_ELEMENTS_SCHEMA, computed, signal } from '@angular/core';

@Component({
  selector: 'app-root',
  schemas: [CUSTOM_ELEMENTS_SCHEMA],
  template: `
    <button (click)="isOther.set(true)">Other words</button>
    <button (click)="order.set(['One', 'Two', 'avatar'])">Move</button>
    <button (click)="isMounted.set(!isMounted())">Mount</button>
    <main>
      @for (name of order(); track name) {
        @if (name !== 'avatar') {
          <p>{{ name }}</p>
        } @else if (isMounted()) {
          <avatar-ptt
            press-style="hybrid"
            [attr.stop-secs]="2.5"
            no-text-input
            [strings]="strings()"
            [turnTaking]="turnTaking()"
            [tokenProvider]="tokenProvider"
            (turn-start)="started($event)"
            (turn-end)="ended($event)"
          ></avatar-ptt>
        }
      }
    </main>
    <ol>
      @for (text of seen(); track $index) {
        <li>{{ text }}</li>
      }
    </ol>
  `,
})
export class App {
  readonly isOther = signal(false);
  readonly isMounted = signal(true);
  readonly order = signal(['avatar', 'One', 'Two']);
  readonly seen = signal<readonly string[]>([]);
  readonly strings = computed(() => ({ start: this.isOther() ? 'Begin again' : 'Begin' }));
  readonly turnTaking = computed(() => ({ pushToTalkPolicy: { releaseTailMs: this.isOther() ? 300 : 200 } }));
  readonly tokenProvider = () => 'a token';

  started({ source }: TurnStartEvent): void {
    this.#tell(`turn-start ${source}`);
  }

  ended({ reason }: TurnEndEvent): void {
    this.#tell(`turn-end ${reason}`);
  }

  #tell(text: string): void {
    this.seen.update((before) => [...before, text]);
  }
}
